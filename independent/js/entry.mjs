// Entries, streams and commitments: docket.md sections 3 to 6.
import { fromHex, sha256, toHex } from "./bytes.mjs";
import { decode, encode, isHash, isIdentifier, isInteger, isObject } from "./canon.mjs";
import { Fault, need } from "./verdict.mjs";

export const MAX_ENTRY = 32768;
const MEMBERS = new Set(["actor", "body", "body_commit", "prev", "seq", "stream", "time", "type", "v", "vis"]);
const TYPE = /^[a-z]+(?:\.[a-z]+)+$/;
const ACTOR = /^[a-z][a-z-]{0,31}(?::[A-Za-z0-9][A-Za-z0-9._-]{0,63})?$/;
const RANDOM_ID = /^(?:case|card|beacon)\/[0-9a-f]{32}$/;
const SYSTEM = /^sys\/(?:keys|policy|rules|import|map|landmark|alarm|anchor)$/;
const BY_COURT = /^(?:draw|jury)\/(.*)$/;
const CLASSES = ["public", "parties", "court", "sealed"];

/** The leaf hash of RFC 6962. */
export const leafHash = (entryBytes) => sha256(Uint8Array.of(0), entryBytes);

/** The salted commitment to bytes (section 3), in hex. */
export const commitment = (salt, bytes) => toHex(sha256("tarazy/commit/1\0", fromHex(salt), bytes));

/** Binds a list of file commitments in their order. */
export const filesHash = (commits) => toHex(sha256("tarazy/files/1\0", encode(commits)));

/** `prev` of a stream's first entry. */
export const genesis = (origin, stream) => toHex(sha256("tarazy/stream/1\0", origin, "\n", stream));

/** True for a name of section 5. */
export function isStream(name) {
  if (typeof name !== "string") return false;
  const byCourt = BY_COURT.exec(name);
  if (byCourt) return isIdentifier(byCourt[1]) && byCourt[1].includes(".");
  return RANDOM_ID.test(name) || SYSTEM.test(name);
}

/** The members of an entry from its bytes, checked. */
export function parseEntry(bytes) {
  need(bytes.length <= MAX_ENTRY, "entry too large");
  return checkEntry(decode(bytes));
}

/** Checks the decoded members of an entry, and gives them back. */
export function checkEntry(m) {
  need(isObject(m), "an entry is an object");
  need(isInteger(m.v), "v");
  if (m.v !== 1) throw new Fault("unsupported", `entry version ${m.v}`);
  need(Object.keys(m).every((name) => MEMBERS.has(name)), "surplus member");
  need(isStream(m.stream), "stream");
  need(isInteger(m.seq) && m.seq >= 1, "seq");
  need(isHash(m.prev), "prev");
  need(isInteger(m.time) && m.time >= 0, "time");
  need(typeof m.type === "string" && (m.type === "sealed" || TYPE.test(m.type)), "type");
  need(m.actor === undefined || (typeof m.actor === "string" && ACTOR.test(m.actor)), "actor");
  need(CLASSES.includes(m.vis), "vis");
  need((m.body === undefined) !== (m.body_commit === undefined), "body or body_commit");
  need(m.body === undefined || isObject(m.body), "body");
  need(m.body_commit === undefined || isHash(m.body_commit), "body_commit");
  checkClass(m);
  return m;
}

/** What each class hides (section 6). */
function checkClass({ vis, type, actor, body }) {
  need((body !== undefined) === (vis === "public"), "body in the wrong class");
  if (vis === "sealed") {
    need(type === "sealed" && actor === undefined, "a sealed entry hides type and actor");
  } else if (vis === "court") {
    need(type === "court.internal" && actor === "court", "an entry of the court hides type and actor");
  } else {
    need(type !== "sealed" && type !== "court.internal", "type of another class");
    need(actor !== undefined, "actor missing");
    need(vis === "public" || !actor.includes(":"), "actor named in class parties");
  }
}
