// Signed notes, verifier keys, checkpoints and cosignatures (C2SP signed-note, tlog-checkpoint, tlog-cosignature).
import { concat, equal, fromBase64, fromBigEndian, sha256, toBytes, toHex } from "./bytes.mjs";
import { isKey, verifySignature } from "./curve.mjs";
import { need } from "./verdict.mjs";

/** Types of signatures. */
export const ED25519 = 1;
export const COSIGNATURE = 4;
export const ML_DSA = 6;
const KEY_SIZE = { [ED25519]: 32, [COSIGNATURE]: 32, [ML_DSA]: 1312 };
const MAX_SIGNATURES = 64;
const NAME = /^[^\p{White_Space}+]+$/u;
const CONTROL = /[\0-\x09\x0b-\x1f]/;
const DECIMAL = /^(?:0|[1-9][0-9]{0,19})$/;

/** Bytes of canonical base64. */
export function base64(text) {
  const bytes = fromBase64(text);
  need(bytes !== null, "base64");
  return bytes;
}

/** A decimal number of at most 64 bits, without leading zeroes. */
export function decimal(text) {
  need(DECIMAL.test(text) && BigInt(text) < 2n ** 64n, "decimal number");
  return BigInt(text);
}

/** A verifier key `name+id+base64`: {name, id, kind, public}; null for anything else. */
export function parseKey(text) {
  const [, name, id, material] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/su.exec(text) ?? [];
  const bytes = material ? fromBase64(material) : null;
  if (!bytes || !NAME.test(name) || KEY_SIZE[bytes[0]] !== bytes.length - 1) return null;
  if (toHex(sha256(name, "\n", bytes).subarray(0, 4)) !== id) return null;
  const key = { name, id, kind: bytes[0], public: bytes.subarray(1) };
  return key.kind === ML_DSA || isKey(key.public) ? key : null;
}

/** A note: {text, signatures: [{name, id, bytes}]}; `text` ends in a line end. */
export function parseNote(note) {
  const end = note.lastIndexOf("\n\n");
  need(end >= 0 && note.endsWith("\n") && end + 2 < note.length, "a note is a text, an empty line and signature lines");
  const text = note.slice(0, end + 1);
  need(!CONTROL.test(text), "control character in a note");
  const lines = note.slice(end + 2, -1).split("\n");
  need(lines.length <= MAX_SIGNATURES, "too many signatures");
  return { text, signatures: lines.map(signatureLine) };
}

function signatureLine(line) {
  const [, name, data] = /^— (\S[^ ]*) (.*)$/su.exec(line) ?? [];
  need(data !== undefined && NAME.test(name), "signature line");
  const bytes = base64(data);
  need(bytes.length > 4, "signature too short");
  return { name, id: toHex(bytes.subarray(0, 4)), bytes: bytes.subarray(4) };
}

/** A signed checkpoint without extension lines: {origin, size, root, note}. */
export function parseCheckpoint(text) {
  const note = parseNote(text);
  const lines = note.text.slice(0, -1).split("\n");
  need(lines.length === 3 && lines[0] !== "", "a checkpoint has three lines");
  const root = base64(lines[2]);
  need(root.length === 32, "root hash");
  return { origin: lines[0], size: decimal(lines[1]), root, note };
}

/** The signatures that name this key. */
export const signaturesOf = (note, key) => note.signatures.filter((s) => s.name === key.name && s.id === key.id);

/** Does this key's signature hold? For a cosignature the time that it states is part of what is signed. */
export function isValid(note, key, bytes) {
  if (key.kind === ED25519) return verifySignature(key.public, toBytes(note.text), bytes);
  if (bytes.length !== 72 || timeOf(bytes) >= 2n ** 63n) return false;
  const message = concat(`cosignature/v1\ntime ${timeOf(bytes)}\n`, note.text);
  return verifySignature(key.public, message, bytes.subarray(8));
}

/** Seconds since 1970 that a cosignature states. */
export const timeOf = (cosignature) => fromBigEndian(cosignature.subarray(0, 8));

/** True if both keys are the same public key. */
export const sameKey = (a, b) => equal(a.public, b.public);
