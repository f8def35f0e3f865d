// Canonical JSON: RFC 8785, restricted as docket.md section 2 says.
import { equal, fromUtf8, toBytes } from "./bytes.mjs";
import { Fault } from "./verdict.mjs";

const MAX_DEPTH = 8;
const NAME = /^[a-z][a-z0-9_]{0,31}$/;
const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const HASH = /^[0-9a-f]{64}$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** The canonical text of a value. */
export function encodeText(value) {
  if (Array.isArray(value)) return `[${value.map(encodeText).join(",")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  // Names are ASCII, so the order of UTF-16 units is that of bytes.
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${encodeText(value[name])}`).join(",")}}`;
}

/** The canonical bytes of a value. */
export const encode = (value) => toBytes(encodeText(value));

/** The value of canonical bytes: parse, check the restriction, rebuild, compare. Whatever the parser lets pass (a member
 * twice, another order, blanks, `1.0`, numbers that it rounds) is another text when it is rebuilt. */
export function decode(bytes) {
  const text = fromUtf8(bytes);
  let value;
  try {
    value = JSON.parse(text ?? "");
    check(value, 0);
  } catch (error) {
    throw new Fault("not-canonical", String(error.message));
  }
  if (!equal(encode(value), bytes)) throw new Fault("not-canonical", "another form of the same value");
  return value;
}

/** Depth counts the arrays and objects around a value. */
function check(value, depth) {
  if (typeof value === "boolean") return;
  if (typeof value === "string") {
    if (LONE_SURROGATE.test(value)) throw new Error("not a text");
    return;
  }
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Error("not an integer up to 2^53");
    return;
  }
  if (value === null) throw new Error("null");
  if (depth === MAX_DEPTH) throw new Error("nested too deep");
  if (!Array.isArray(value) && !Object.keys(value).every((name) => NAME.test(name))) throw new Error("member name");
  for (const item of Object.values(value)) check(item, depth + 1);
}

export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
export const isInteger = (value) => Number.isSafeInteger(value);
export const isIdentifier = (value) => typeof value === "string" && IDENTIFIER.test(value);

/** 32 bytes in hex. */
export const isHash = (value) => typeof value === "string" && HASH.test(value);
