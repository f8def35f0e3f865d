// C2SP tlog-proof files: where an entry stands in the log.
import { equal, fromUtf8 } from "./bytes.mjs";
import { rootOfPath } from "./merkle.mjs";
import { base64, decimal, parseCheckpoint } from "./note.mjs";
import { Fault, need } from "./verdict.mjs";

const FORMAT = "c2sp.org/tlog-proof@";

/** A proof from the bytes of its file: {extra: bytes or null, index, path: [hash], checkpoint}. */
export function parseProof(bytes) {
  const text = fromUtf8(bytes);
  need(text !== null, "not UTF-8");
  return parseProofText(text);
}

/** A proof from its text. */
export function parseProofText(text) {
  const blank = text.indexOf("\n\n");
  need(blank >= 0, "no checkpoint");
  const lines = text.slice(0, blank).split("\n");
  const format = lines.shift();
  if (format !== `${FORMAT}v1`) {
    throw new Fault(format.startsWith(FORMAT) ? "unsupported" : "bad-format", "not a tlog-proof of version 1");
  }
  const extra = lines[0]?.startsWith("extra ") ? base64(lines.shift().slice(6)) : null;
  need(lines[0]?.startsWith("index "), "no index");
  const index = decimal(lines.shift().slice(6));
  const path = lines.map(base64);
  need(path.every((hash) => hash.length === 32), "hash of the path");
  return { extra, index, path, checkpoint: parseCheckpoint(text.slice(blank + 2)) };
}

/** Does the path lead from the leaf to the root of the checkpoint? */
export function isIncluded({ index, path, checkpoint }, leaf) {
  const root = rootOfPath(index, checkpoint.size, leaf, path);
  return root !== null && equal(root, checkpoint.root);
}
