// Receipts and draws that a court's program made (three witnesses, a beacon of three members): they hold, and no changed bit
// or member lets them hold.
import assert from "node:assert/strict";
import { test } from "node:test";
import { toBase64, toBytes } from "../bytes.mjs";
import { decode, encode } from "../canon.mjs";
import { Unreadable, parsePolicy, verifyDocument, verifyDraw, verifyFiled, verifyReceipt } from "../index.mjs";
import { parseProof } from "../proof.mjs";
import { NOW, read, word } from "./support.mjs";

const policy = parsePolicy(read("samples/policy"));
const own = parsePolicy(read("samples/policy-none"));
const [filing, claim, draw] = ["filing.proof", "claim.proof", "draw.json"].map((name) => read(`samples/${name}`));
const receiptWord = (bytes, trust = policy, now = NOW) => word(() => verifyReceipt(bytes, trust, now));
const drawWord = (bytes, trust = policy, now = NOW) => word(() => verifyDraw(bytes, trust, now));

function flipped(bytes, bit) {
  const other = Uint8Array.from(bytes);
  other[bit >> 3] ^= 1 << (bit & 7);
  return other;
}

test("what the court gave out holds", () => {
  assert.equal(receiptWord(filing), "ok");
  assert.equal(receiptWord(claim, own), "ok");
  const shown = verifyReceipt(filing, policy, NOW);
  assert.deepEqual([shown.entry.type, shown.body.court, shown.witnesses.length, shown.witnessed], ["filing.received", "9001", 2, true]);
  const replayed = verifyDraw(draw, policy, NOW);
  assert.deepEqual([replayed.verdict, replayed.winner], ["draw-ok", "9001-J03"]);
  const outcomes = replayed.steps.map(({ outcome }) => outcome);
  assert.deepEqual(outcomes, ["held", "held", "held", "held", "held", "log", "log", "log", "held", "held", "log", "log"]);
});

test("without a trust file nobody's signature and time is told to be checked", () => {
  const { verdict, steps } = verifyDraw(draw, null, NOW);
  assert.deepEqual([verdict, steps[1].outcome, steps[2].outcome], ["draw-ok", "trust", "trust"]);
});

test("another trust file, another clock and fewer witnesses are told by their words", () => {
  assert.equal(receiptWord(filing, own), "unknown-log");
  assert.equal(drawWord(draw, own), "draw-2-unknown-log");
  assert.equal(receiptWord(filing, policy, 0), "future-time");
  assert.equal(drawWord(draw, policy, 0), "draw-2-future-time");
  const text = new TextDecoder().decode(filing);
  const unsigned = text.split("\n").filter((line) => !line.startsWith("— bar")).join("\n");
  assert.equal(receiptWord(toBytes(unsigned)), "no-quorum");
});

test("no receipt with one bit changed holds", () => {
  for (let bit = 0; bit < 8 * filing.length; bit += 1) assert.notEqual(receiptWord(flipped(filing, bit)), "ok", `bit ${bit}`);
});

test("no draw with one bit changed holds", () => {
  for (let at = 0; at < draw.length; at += 1) {
    const bit = 8 * at + (at % 8);
    assert.notEqual(drawWord(flipped(draw, bit)), "draw-ok", `bit ${bit}`);
  }
});

/** Every place of a value: its path, and how to put another value there. */
function* places(value, path = []) {
  for (const [name, item] of Object.entries(value)) {
    yield [...path, name];
    if (typeof item === "object") yield* places(item, [...path, name]);
  }
}

/** A copy of a value in which the item at the path is another one, or is gone. */
function changed(value, path, change) {
  const copy = structuredClone(value);
  const parent = path.slice(0, -1).reduce((at, name) => at[name], copy);
  const name = path.at(-1);
  const item = change(parent[name]);
  if (item !== undefined) parent[name] = item;
  else if (Array.isArray(parent)) parent.splice(Number(name), 1);
  else delete parent[name];
  return copy;
}

function other(item) {
  if (typeof item === "number") return item + 1;
  if (typeof item === "boolean") return !item;
  if (typeof item === "string") return item.replace(/[0-9a-z]$/, (last) => (last === "0" ? "1" : "0")) + (/[0-9a-z]$/.test(item) ? "" : "x");
  return Array.isArray(item) ? [...item, 0] : { ...item, more: 1 };
}

test("no draw with one member changed or missing holds", () => {
  const bundle = decode(draw);
  let tried = 0;
  for (const path of places(bundle)) {
    for (const change of [other, () => undefined]) {
      const said = drawWord(encode(changed(bundle, path, change)));
      assert.notEqual(said, "draw-ok", path.join("."));
      tried += 1;
    }
  }
  assert.ok(tried > 400, String(tried));
});

test("no receipt with one member changed or missing holds", () => {
  const extra = decode(parseProof(claim).extra);
  const text = new TextDecoder().decode(claim);
  for (const path of places(extra)) {
    // A receipt may open less: without its files, or without body and salt, it says less and holds.
    const opensLess = path.length === 1 && path[0] === "files";
    for (const change of opensLess ? [other] : [other, () => undefined]) {
      const line = `extra ${toBase64(encode(changed(extra, path, change)))}`;
      const said = receiptWord(toBytes(text.replace(/^extra .*$/m, line)), own);
      // Names and salts of documents are not bound by the log: the salt shows with the document itself.
      const isFree = path[0] === "files" && ["name", "salt"].includes(path.at(-1)) && change === other;
      assert.equal(said === "ok", isFree, `${path.join(".")}: ${said}`);
    }
  }
});

test("a file is the document of the receipt, and no other file is", () => {
  const receipt = verifyReceipt(claim, own, NOW);
  const document = read("samples/claim.txt");
  assert.equal(verifyFiled(document, receipt).name, "claim.txt");
  const { salt, commit } = receipt.files[0];
  assert.equal(word(() => verifyDocument(document, salt, commit)), "ok");
  for (let bit = 0; bit < 8 * document.length; bit += 7) {
    assert.equal(word(() => verifyFiled(flipped(document, bit), receipt)), "wrong-content");
  }
  assert.equal(word(() => verifyDocument(document, commit, salt)), "wrong-content");
  assert.equal(word(() => verifyDocument(document, "x", commit)), "bad-format");
});

test("a wrong trust file is unreadable", () => {
  const good = new TextDecoder().decode(read("samples/policy"));
  const lines = good.trimEnd().split("\n");
  const bad = [
    "", "quorum nobody\n", lines.slice(0, -1).join("\n"), [...lines, lines[0]].join("\n"), "quorum none\nquorum none\n", "log x\nquorum none\n",
    "hello\nquorum none\n", good.replace("group all 2", "group all 4"), good.replace("group all 2", "group all 02"), `${good}\0`,
    good.replace("university\n", "university university\n"), good.replace("group all", "group none"), good.replace(/\+Ae/, "+Af"),
  ];
  for (const text of bad) assert.throws(() => parsePolicy(toBytes(text)), Unreadable, text);
  assert.equal(parsePolicy(toBytes(`# note\n\n\t${good}`)).quorum, "all");
});
