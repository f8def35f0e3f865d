#!/usr/bin/env node
// The verifier on the command line (Node only; a browser loads `index.mjs`).
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { checkKnownAnswers } from "./kat.mjs";
import { Fault, Unreadable, parsePolicy, verifyDocument, verifyDraw, verifyFiled, verifyReceipt } from "./index.mjs";

const USAGE = `tarazy-verify.mjs receipt FILE --trust POLICY                    one receipt
tarazy-verify.mjs draw FILE [--trust POLICY]                     one draw, from its bundle
tarazy-verify.mjs document FILE --receipt RECEIPT --trust POLICY  is FILE a document of the receipt?
tarazy-verify.mjs document FILE --salt HEX --commit HEX          does FILE open the commitment?
tarazy-verify.mjs draw-kat FILE                                  known answers of the draw
--json prints one JSON object, --now MS sets the present time.
Exit code 0: proven. 1: not proven, the verdict says why. 2: unreadable or wrong use.`;

const OPTIONS = {
  trust: { type: "string" }, now: { type: "string" }, json: { type: "boolean" }, receipt: { type: "string" }, salt: { type: "string" },
  commit: { type: "string" },
};

function read(path) {
  if (path === undefined) throw new Unreadable(USAGE);
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    throw new Unreadable(error.message);
  }
}

/** What came out: an object with a verdict. */
function run([command, file, ...more], options) {
  if (more.length > 0 || file === undefined) throw new Unreadable(USAGE);
  const now = options.now === undefined ? Date.now() : Number(options.now);
  if (!Number.isSafeInteger(now)) throw new Unreadable("--now: milliseconds since 1970");
  const trust = () => parsePolicy(read(options.trust));
  switch (command) {
    case "receipt":
      return receipt(verifyReceipt(read(file), trust(), now));
    case "draw":
      return draw(verifyDraw(read(file), options.trust === undefined ? null : trust(), now));
    case "document":
      if (options.receipt === undefined) return verifyDocument(read(file), options.salt, options.commit);
      return verifyFiled(read(file), verifyReceipt(read(options.receipt), trust(), now));
    case "draw-kat":
      return knownAnswers(checkKnownAnswers(JSON.parse(new TextDecoder().decode(read(file)))));
    default:
      throw new Unreadable(USAGE);
  }
}

/** The members that the other verifiers print. */
function receipt({ verdict, entry, files, witnesses, ...shown }) {
  const { stream, seq, time, type, vis } = entry;
  const names = witnesses.map(({ name }) => name).sort();
  return { verdict, ...shown, stream, seq, time, type, vis, files: files.length, witnesses: names };
}

function draw({ verdict, detail, steps, ...shown }) {
  if (verdict !== "draw-ok") return { verdict, detail };
  const open = steps.filter(({ outcome }) => outcome !== "held").map(({ step }) => String(step));
  return { verdict, ...shown, not_checked: open };
}

function knownAnswers({ items, differences }) {
  return { verdict: differences.length === 0 ? "ok" : "differs", items, differences };
}

/** Runs with arguments; gives [exit code, output, error]. */
export function main(args) {
  let [options, said] = [{}, null];
  try {
    const parsed = parseArgs({ args, options: OPTIONS, allowPositionals: true });
    options = parsed.values;
    said = run(parsed.positionals, options);
  } catch (error) {
    if (error instanceof Fault) said = { verdict: error.verdict, detail: error.detail };
    else if (error instanceof Unreadable || error.code?.startsWith("ERR_PARSE_ARGS")) return [2, "", `${error.message}\n`];
    else throw error;
  }
  const isProven = said.verdict === "ok" || said.verdict === "draw-ok";
  return [isProven ? 0 : 1, options.json ? `${JSON.stringify(said)}\n` : words(said), ""];
}

function words({ verdict, ...shown }) {
  const text = (value) => (typeof value === "string" ? value : JSON.stringify(value));
  const lines = Object.entries(shown).map(([name, value]) => `  ${name}: ${text(value)}`);
  return [verdict, ...lines, ""].join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [code, out, error] = main(process.argv.slice(2));
  process.stdout.write(out);
  process.stderr.write(error);
  process.exitCode = code;
}
