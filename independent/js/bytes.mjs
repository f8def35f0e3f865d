// Bytes: joining, numbers, text, hex, base64 and SHA-256, each with one accepted form.
import { sha256 as nobleSha256, sha512 as nobleSha512 } from "./vendor/noble-hashes/sha2.js";

const utf8 = new TextEncoder();
const HEX = /^(?:[0-9a-f]{2})*$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Bytes of a part: text as UTF-8. */
export const toBytes = (part) => (typeof part === "string" ? utf8.encode(part) : part);

/** The parts in a row. */
export function concat(...parts) {
  const all = parts.map(toBytes);
  const out = new Uint8Array(all.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of all) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** SHA-256 of the parts in a row. */
export function sha256(...parts) {
  const hash = nobleSha256.create();
  for (const part of parts) hash.update(toBytes(part));
  return hash.digest();
}

/** SHA-512 of the parts in a row. */
export const sha512 = (...parts) => nobleSha512(concat(...parts));

/** `length` bytes of a number, big-endian. */
export function bigEndian(number, length) {
  const out = new Uint8Array(length);
  let rest = BigInt(number);
  for (let at = length - 1; at >= 0; at -= 1) {
    out[at] = Number(rest & 255n);
    rest >>= 8n;
  }
  if (rest !== 0n) throw new RangeError("the number does not fit");
  return out;
}

export const u8 = (number) => bigEndian(number, 1);
export const u32 = (number) => bigEndian(number, 4);
export const u64 = (number) => bigEndian(number, 8);

/** Bytes after their length. */
export const lp = (part) => concat(u32(toBytes(part).length), part);

/** The number that bytes are, big-endian. */
export const fromBigEndian = (bytes) => bytes.reduce((n, byte) => (n << 8n) | BigInt(byte), 0n);

/** The number that bytes are, little-endian. */
export const fromLittleEndian = (bytes) => fromBigEndian(Uint8Array.from(bytes).reverse());

/** Text of UTF-8 bytes, or null if they are none. A byte order mark is kept. */
export function fromUtf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

export const isHex = (text) => typeof text === "string" && HEX.test(text);
export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Bytes of lowercase hex, which the caller has checked. */
export function fromHex(text) {
  if (!isHex(text)) throw new RangeError("not hex");
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16));
}

/** Standard base64. */
export function toBase64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Bytes of standard base64 in its one canonical form, or null. */
export function fromBase64(text) {
  if (!BASE64.test(text)) return null;
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : null;
}

export function equal(a, b) {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
