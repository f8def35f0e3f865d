// Shows in a page how a draw or a receipt is checked, step by step, in the texts of one language. No layout is decided here:
// headings, lists and paragraphs carry `data-` attributes, and the page's own style sheet does the rest.
import { drawSteps, openBundle, withRest } from "./draw.mjs";
import { say } from "./messages.mjs";
import { verifyFiled, verifyReceipt } from "./receipt.mjs";
import { DrawFault, Fault } from "./verdict.mjs";

/** Lets the page be painted and its reader be told between two steps. */
const nextFrame = () => new Promise((go) => setTimeout(go, 0));

/** Makes elements of one container. `level` is that of the container's own heading. */
class Writer {
  constructor(container, messages, level) {
    [this.container, this.document, this.messages, this.level] = [container, container.ownerDocument, messages, level];
  }

  say(key, values) {
    return say(this.messages, key, values);
  }

  /** An element with text and attributes, put at the end of its parent. */
  add(parent, name, text = "", attributes = {}) {
    const element = this.document.createElement(name);
    element.textContent = text;
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
    parent.append(element);
    return element;
  }

  /** Empties the container and puts heading and live region into it; gives the function that announces a sentence. */
  begin(title) {
    this.container.replaceChildren();
    this.add(this.container, `h${this.level}`, title);
    const live = this.add(this.container, "p", this.say("proof-running"), { role: "status", "aria-live": "polite", "data-part": "verdict" });
    return (sentence, outcome) => {
      live.textContent = sentence;
      live.setAttribute("data-outcome", outcome);
    };
  }

  section(key, part) {
    this.add(this.container, `h${this.level + 1}`, this.say(key));
    return this.add(this.container, "ul", "", { "data-part": part });
  }
}

/** The words for a verdict of the other verifiers' texts. */
function verdictKey(verdict, isTrusted) {
  if (verdict === "draw-ok" && !isTrusted) return "verdict-draw-ok-unanchored";
  return /^draw-\d+-/.test(verdict) ? "verdict-draw-fault" : `verdict-${verdict}`;
}

/** Replays a draw before the reader's eyes. `bundle`: bytes of its file; `policy`: the reader's trust, from `parsePolicy`, or
 * null; `messages`: texts of one language; `now`: his clock in milliseconds. Gives the verdict. */
export async function showDraw(container, { bundle, policy, messages, now, level = 2, pause = nextFrame }) {
  const writer = new Writer(container, messages, level);
  const announce = writer.begin(writer.say("draw-title"));
  const taken = [];
  let opened = null;
  let fault = null;
  try {
    opened = openBundle(bundle);
    showSummary(writer, opened);
    const list = writer.add(container, "ol", "", { "data-part": "steps" });
    for (const step of drawSteps(opened, policy, now)) {
      taken.push(step);
      showStep(writer, list, step);
      announce(stepSentence(writer, step), step.outcome);
      await pause();
    }
    showUntaken(writer, list, taken, null);
    showWeakness(writer, opened.result.body.weak);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    fault = error;
    if (opened) showUntaken(writer, container.querySelector("ol"), taken, fault);
  }
  const verdict = fault?.verdict ?? "draw-ok";
  const step = fault instanceof DrawFault ? fault.step : "";
  announce(writer.say(verdictKey(verdict, policy !== null), { step }), fault ? "failed" : "held");
  return verdict;
}

function showSummary(writer, { commit, result }) {
  const list = writer.add(writer.container, "dl", "", { "data-part": "summary" });
  const rows = [["draw-case", commit.body.case], ["draw-winner", result.body.seats[0]?.winner ?? ""]];
  for (const [key, value] of rows) {
    writer.add(list, "dt", writer.say(key));
    writer.add(list, "dd", value);
  }
}

function stepSentence(writer, { step, outcome, reason = "" }) {
  const [what, said] = [writer.say(`draw-step-${step}`), writer.say(`draw-step-${outcome}`, { reason })];
  return writer.say("draw-step", { step, what, outcome: said });
}

function showStep(writer, list, step) {
  const item = writer.add(list, "li", "", { value: step.step, "data-step": step.step, "data-outcome": step.outcome });
  writer.add(item, `h${writer.level + 1}`, stepSentence(writer, step));
  if (step.lines.length === 0) return;
  const lines = writer.add(item, "ul");
  for (const { key, values } of step.lines) writer.add(lines, "li", writer.say(key, values), { "data-line": key });
}

/** The steps that failed, that the file cannot show, or that were not reached, each in its place. */
function showUntaken(writer, list, taken, fault) {
  const places = new Map([...list.children].map((item) => [Number(item.getAttribute("data-step")), item]));
  for (const step of withRest(taken, fault)) {
    const item = places.get(step.step);
    if (item) list.append(item);
    else showStep(writer, list, step);
  }
}

function showWeakness(writer, codes) {
  const list = writer.section("weak-title", "weak");
  if (codes.length === 0) writer.add(list, "li", writer.say("weak-none"));
  for (const code of codes) writer.add(list, "li", writer.say(`weak-${code}`), { "data-code": code });
}

/** Shows whether a receipt holds, and what it says. `document`: bytes of a file that may be the one filed, or null. Gives the
 * verdict. */
export function showReceipt(container, { receipt, policy, messages, now, document = null, level = 2 }) {
  const writer = new Writer(container, messages, level);
  const announce = writer.begin(writer.say("receipt-title"));
  let verdict = "ok";
  try {
    const shown = verifyReceipt(receipt, policy, now);
    showReceiptFacts(writer, shown);
    if (document) showDocument(writer, document, shown);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    verdict = error.verdict;
  }
  announce(writer.say(verdictKey(verdict, true)), verdict === "ok" ? "held" : "failed");
  return verdict;
}

function showReceiptFacts(writer, shown) {
  const { entry, index, size, origin, leaf } = shown;
  const moment = (ms) => writer.say("time-utc", { time: new Date(ms).toISOString().slice(0, 19).replace("T", " ") });
  const witnesses = shown.witnesses.map(({ name, seconds }) => writer.say("receipt-witness", { name, time: moment(1000 * seconds) }));
  const rows = [
    ["receipt-what", writer.say(`type-${entry.type.replaceAll(".", "-")}`)],
    ["receipt-filed", moment(entry.time)],
    ["receipt-place", writer.say("receipt-place-value", { index, size, seq: entry.seq })],
    ["receipt-stream", entry.stream],
    ["receipt-log", origin],
    ["receipt-leaf", leaf],
    ["receipt-witnesses", witnesses.join("; ") || writer.say("receipt-no-witness")],
    ...shown.files.map(({ name, commit }) => ["receipt-files", writer.say("receipt-file", { name, commit })]),
  ];
  const list = writer.add(writer.container, "dl", "", { "data-part": "facts" });
  for (const [key, value] of rows) {
    writer.add(list, "dt", writer.say(key));
    writer.add(list, "dd", value);
  }
}

/** Throws the fault of a file that is none of the receipt's. */
function showDocument(writer, document, shown) {
  const list = writer.section("proof-document", "document");
  try {
    const { name, commit } = verifyFiled(document, shown);
    writer.add(list, "li", writer.say("proof-document-is", { name, commit }), { "data-outcome": "held" });
  } catch (error) {
    if (error instanceof Fault) writer.add(list, "li", writer.say("proof-document-other"), { "data-outcome": "failed" });
    throw error;
  }
}
