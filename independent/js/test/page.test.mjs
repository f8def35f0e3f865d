// What the page module shows: every step in three languages, headings, a live region, and no key without its text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, encode } from "../canon.mjs";
import { say } from "../messages.mjs";
import { showDraw, showReceipt } from "../page.mjs";
import { parsePolicy } from "../policy.mjs";
import { LANGUAGES, NOW, fakeContainer, messages, read } from "./support.mjs";

const policy = parsePolicy(read("samples/policy"));
const own = parsePolicy(read("samples/policy-none"));
const draw = read("samples/draw.json");

async function shown(bundle, language, trust = policy) {
  const container = fakeContainer();
  const verdict = await showDraw(container, { bundle, policy: trust, messages: messages(language), now: NOW });
  return { container, verdict, text: container.textContent, live: container.all("p").find((p) => p.getAttribute("role") === "status") };
}

const steps = (container) => container.all("li").filter((item) => item.getAttribute("data-step"));

/** A key or a placeholder that reached the reader. */
const stray = /\{[a-z0-9_]+\}|(?:proof|draw|weak|verdict|receipt|type|not-proven)-[a-z]+/;

test("a draw is replayed step by step in three languages", async () => {
  for (const language of LANGUAGES) {
    const { container, verdict, text, live } = await shown(draw, language);
    assert.equal(verdict, "draw-ok");
    assert.doesNotMatch(text.replaceAll("log.example/demo", ""), stray, language);
    assert.deepEqual(steps(container).map((item) => item.getAttribute("data-step")), Array.from({ length: 12 }, (_, at) => String(at + 1)));
    assert.ok(text.includes("9001-J03") && text.includes("2881") && text.includes("6367"), language);
    assert.equal(container.all("h2").length, 1);
    assert.equal(container.all("h3").length, 13);
    assert.equal(live.getAttribute("aria-live"), "polite");
    // The check starts, seven steps are told, then the verdict.
    assert.equal(live.history.length, 9);
    assert.equal(live.text, messages(language)["verdict-draw-ok"]);
  }
});

test("a step that does not hold is shown in its place with its word", async () => {
  const bundle = decode(draw);
  bundle.result.body.seats[0].winner = "9001-J07";
  const { container, verdict, live } = await shown(encode(bundle), "en");
  assert.equal(verdict, "draw-12-bad-inclusion");
  const outcomes = steps(container).map((item) => item.getAttribute("data-outcome"));
  assert.equal(outcomes[11], "failed");
  assert.equal(outcomes[0], "not-reached");
  assert.equal(live.text, "The draw is not proven: step 12 did not hold.");
  assert.equal(live.getAttribute("data-outcome"), "failed");
});

test("a draw without a trust file, and a file that is none, are told as such", async () => {
  const unanchored = await shown(draw, "en", null);
  assert.match(unanchored.live.text, /no signature was checked/);
  const none = await shown(read("samples/claim.txt"), "en");
  assert.deepEqual([none.verdict, none.live.text], ["not-canonical", messages("en")["verdict-not-canonical"]]);
});

test("a receipt and its document are shown in three languages", () => {
  for (const language of LANGUAGES) {
    const container = fakeContainer();
    const show = (document) =>
      showReceipt(container, { receipt: read("samples/claim.proof"), policy: own, messages: messages(language), now: NOW, document });
    assert.equal(show(read("samples/claim.txt")), "ok");
    assert.ok(container.textContent.includes("claim.txt"));
    assert.doesNotMatch(container.textContent, stray);
    assert.equal(show(read("samples/policy")), "wrong-content");
    assert.ok(container.textContent.includes(messages(language)["proof-document-other"]));
  }
});

test("the three languages have the same messages with the same values", () => {
  const values = (text) => [...text.matchAll(/\{[a-z0-9_]+\}/g)].map(([name]) => name).sort();
  const [kk, ru, en] = LANGUAGES.map(messages);
  for (const [key, text] of Object.entries(kk).filter(([name]) => name.startsWith("proof-"))) {
    assert.deepEqual(values(ru[key]), values(text), key);
    assert.deepEqual(values(en[key]), values(text), key);
  }
});

test("a text that is missing shows its key, and a value that is missing its name", () => {
  assert.equal(say({}, "proof-seed"), "proof-seed");
  assert.equal(say({ a: "{x} {y}" }, "a", { x: 1 }), "1 {y}");
});
