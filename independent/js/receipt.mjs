// Receipts (docket.md sections 13.2 and 14), and whether a file is the one that a receipt speaks of.
import { toHex } from "./bytes.mjs";
import { decode, encode, isHash, isInteger, isObject } from "./canon.mjs";
import { MAX_ENTRY, checkEntry, commitment, filesHash, leafHash } from "./entry.mjs";
import { checkPolicy, nameText } from "./policy.mjs";
import { isIncluded, parseProof } from "./proof.mjs";
import { Fault, need } from "./verdict.mjs";

const MEMBERS = new Set(["v", "entry", "body", "salt", "files"]);

/** Verifies a receipt file against the reader's own trust. `nowMs` is his clock. Gives what the receipt shows; a `Fault` is
 * the verdict otherwise. */
export function verifyReceipt(bytes, policy, nowMs) {
  const proof = parseProof(bytes);
  const extra = parseExtra(proof.extra);
  const entry = checkEntry(extra.entry);
  const leaf = leafHash(encode(entry));
  if (!isIncluded(proof, leaf)) throw new Fault("bad-inclusion", "the path does not give the root");
  const times = checkPolicy(policy, proof.checkpoint, nowMs);
  checkOpening(entry, extra);
  const witnesses = [...times].map(([name, seconds]) => ({ name: nameText(name), seconds: Number(seconds) }));
  return {
    verdict: "ok",
    origin: proof.checkpoint.origin,
    index: Number(proof.index),
    size: Number(proof.checkpoint.size),
    leaf: toHex(leaf),
    entry,
    body: extra.body ?? entry.body ?? null,
    files: extra.files ?? [],
    witnesses,
    witnessed: policy.quorum !== null,
  };
}

function parseExtra(bytes) {
  need(bytes !== null, "no extra line");
  const extra = decode(bytes);
  need(isObject(extra) && isInteger(extra.v), "extra");
  if (extra.v !== 1) throw new Fault("unsupported", `receipt version ${extra.v}`);
  need(extra.entry !== undefined && Object.keys(extra).every((name) => MEMBERS.has(name)), "members of extra");
  need(encode(extra.entry).length <= MAX_ENTRY, "entry too large");
  need(extra.body === undefined || isObject(extra.body), "body");
  need(extra.salt === undefined || isHash(extra.salt), "salt");
  need((extra.body === undefined) === (extra.salt === undefined), "body and salt go together");
  need(extra.files === undefined || (Array.isArray(extra.files) && extra.files.every(isFile)), "files");
  return extra;
}

function isFile(file) {
  const isWhole = isObject(file) && Object.keys(file).length === 3;
  return isWhole && typeof file.name === "string" && isHash(file.salt) && isHash(file.commit);
}

/** The body opens `body_commit`, the files give the body's `files_hash`. */
function checkOpening(entry, extra) {
  if (extra.body !== undefined && commitment(extra.salt, encode(extra.body)) !== entry.body_commit) {
    throw new Fault("wrong-content", "the body does not open the commitment");
  }
  const body = extra.body ?? entry.body;
  if (extra.files !== undefined && body?.files_hash !== filesHash(extra.files.map((file) => file.commit))) {
    throw new Fault("wrong-content", "the files are not those of the body");
  }
}

/** Is a file the one that a commitment was made to? `salt` and `commit` in hex. */
export function verifyDocument(bytes, salt, commit) {
  if (!isHash(salt) || !isHash(commit)) throw new Fault("bad-format", "salt and commitment are 64 hex digits");
  if (commitment(salt, bytes) !== commit) throw new Fault("wrong-content", "the file does not open the commitment");
  return { verdict: "ok", commit };
}

/** The file of a receipt (as `verifyReceipt` gave it) that these bytes are: {verdict, name, commit}. */
export function verifyFiled(bytes, receipt) {
  const found = receipt.files.find(({ salt, commit }) => commitment(salt, bytes) === commit);
  if (!found) throw new Fault("wrong-content", "no document of the receipt is this file");
  return { verdict: "ok", name: found.name, commit: found.commit };
}
