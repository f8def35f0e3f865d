// Verdicts on bundles that another program wrote. Standard input: {"policy": text, "now": milliseconds, "bundles": [hex, ...]};
// output: a JSON list.
import { readFileSync } from "node:fs";
import { fromHex, toBytes } from "../bytes.mjs";
import { Fault, parsePolicy, verifyDraw } from "../index.mjs";

const asked = JSON.parse(readFileSync(0, "utf8"));
const trust = parsePolicy(toBytes(asked.policy));

function verdict(bytes) {
  try {
    return verifyDraw(bytes, trust, asked.now).verdict;
  } catch (error) {
    if (error instanceof Fault) return error.verdict;
    throw error;
  }
}

process.stdout.write(JSON.stringify(asked.bundles.map((bundle) => verdict(fromHex(bundle)))));
