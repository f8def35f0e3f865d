// The trust file: a C2SP tlog-policy, and what it says about a checkpoint (docket.md sections 11 and 14).
import * as notes from "./note.mjs";
import { fromUtf8 } from "./bytes.mjs";
import { Fault, Unreadable } from "./verdict.mjs";

/** How far a cosignature may be ahead of the reader's clock, in seconds. */
const AHEAD = 300n;
const THRESHOLD = /^[1-9][0-9]*$/;

/** Reads a policy from the bytes of its file: {logs: [key], witnesses: Map(name → key), groups: Map(name → {k, members}),
 * quorum: name or null}. Throws `Unreadable`, because without it nothing can be verified. */
export function parsePolicy(bytes) {
  const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: undefined, grouped: new Set() };
  // Names are bytes without meaning elsewhere: one character a byte.
  const lines = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("").split("\n");
  lines.forEach((line, at) => {
    try {
      readLine(policy, line);
    } catch (error) {
      throw new Unreadable(`policy, line ${at + 1}: ${error.message}`);
    }
  });
  if (policy.quorum === undefined) throw new Unreadable("the policy has no quorum line");
  return policy;
}

function check(holds, what) {
  if (!holds) throw new Error(what);
}

function readLine(policy, line) {
  check(!/[\0-\x08\x0b-\x1f\x7f]/.test(line), "control character");
  const [kind, ...words] = line.split(/[ \t]+/).filter((word) => word !== "");
  if (kind === undefined || kind.startsWith("#")) return;
  check(Object.hasOwn(LINES, kind), `unknown word ${kind}`);
  LINES[kind](policy, words);
}

const LINES = {
  log(policy, words) {
    check(words.length === 1 || words.length === 2, "log <vkey> [<url>]");
    policy.logs.push(newKey(policy.logs, words[0], notes.ED25519));
  },
  witness(policy, [name, key, ...more]) {
    check(key !== undefined && more.length <= 1, "witness <name> <vkey> [<url>]");
    newName(policy, name);
    policy.witnesses.set(name, newKey([...policy.witnesses.values()], key, notes.COSIGNATURE));
  },
  group(policy, [name, count, ...members]) {
    check(members.length > 0, "group <name> <k> <member>...");
    newName(policy, name);
    for (const member of members) {
      check(isName(policy, member), "a member is not defined");
      check(!policy.grouped.has(member), "a member in two groups");
      policy.grouped.add(member);
    }
    const k = { any: 1, all: members.length }[count] ?? (THRESHOLD.test(count) ? Number(count) : 0);
    check(k >= 1 && k <= members.length, "threshold");
    policy.groups.set(name, { k, members });
  },
  quorum(policy, words) {
    check(words.length === 1, "quorum <name>");
    check(policy.quorum === undefined, "a second quorum line");
    check(words[0] === "none" || isName(policy, words[0]), "the quorum is not defined");
    policy.quorum = words[0] === "none" ? null : words[0];
  },
};

function newKey(others, word, kind) {
  const text = fromUtf8(Uint8Array.from(word, (char) => char.charCodeAt(0)));
  const key = text === null ? null : notes.parseKey(text);
  check(key !== null, "verifier key");
  check(key.kind === kind || key.kind === notes.ML_DSA, "a key of the wrong type");
  check(!others.some((other) => notes.sameKey(other, key)), "the same key twice");
  return key;
}

const isName = (policy, name) => policy.witnesses.has(name) || policy.groups.has(name);

function newName(policy, name) {
  check(name !== "none" && !isName(policy, name), "name defined twice");
}

/** Do these witnesses satisfy the witness or group of that name? */
export function meets(policy, name, cosigned) {
  const group = policy.groups.get(name);
  if (!group) return cosigned.has(name);
  return group.members.filter((member) => meets(policy, member, cosigned)).length >= group.k;
}

/** Origin known, log signature valid; cosignatures, quorum, and no time in the future. Gives the times of the witnesses
 * that cosigned: Map(name → seconds), in the order of the file. */
export function checkPolicy(policy, checkpoint, nowMs) {
  checkLog(policy, checkpoint);
  const times = cosigned(policy, checkpoint.note);
  if (policy.quorum !== null && !meets(policy, policy.quorum, times)) {
    throw new Fault("no-quorum", `${times.size} cosignatures`);
  }
  for (const seconds of times.values()) {
    if (1000n * (seconds - AHEAD) > BigInt(nowMs)) throw new Fault("future-time", "a cosignature is ahead of the clock");
  }
  return times;
}

function checkLog(policy, { origin, note }) {
  const isOwn = (key) => key.name === origin && key.kind === notes.ED25519;
  if (!policy.logs.some(isOwn)) throw new Fault("unknown-log", origin);
  let signed = false;
  for (const key of policy.logs.filter((log) => log.kind === notes.ED25519)) {
    for (const signature of notes.signaturesOf(note, key)) {
      if (!notes.isValid(note, key, signature.bytes)) throw new Fault("bad-signature", key.name);
      signed ||= isOwn(key);
    }
  }
  if (!signed) throw new Fault("unknown-log", "no signature of a key in the trust file");
}

function cosigned(policy, note) {
  const times = new Map();
  for (const [name, key] of policy.witnesses) {
    if (key.kind !== notes.COSIGNATURE) continue;
    for (const { bytes } of notes.signaturesOf(note, key)) {
      if (!notes.isValid(note, key, bytes)) throw new Fault("bad-signature", name);
      const [time, other] = [notes.timeOf(bytes), times.get(name)];
      times.set(name, other !== undefined && other < time ? other : time);
    }
  }
  return times;
}

/** A name of the file as text. */
export const nameText = (name) => new TextDecoder().decode(Uint8Array.from(name, (char) => char.charCodeAt(0)));
