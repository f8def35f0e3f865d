// What the tests share: files of this folder, texts of three languages, and a document without a browser.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fromFluent } from "../messages.mjs";
import { Fault } from "../verdict.mjs";

export const LANGUAGES = ["kk", "ru", "en"];
/** The clock of a reader who checks the samples. */
export const NOW = 1796070000000;

export const path = (name) => fileURLToPath(new URL(name, import.meta.url));
export const read = (name) => new Uint8Array(readFileSync(path(name)));
export const messages = (language) =>
  fromFluent(["verify", "proof"].map((file) => readFileSync(path(`../../../locales/${language}/${file}.ftl`), "utf8")).join("\n"));

/** A published vector file as JSON; null, with a printed word, where the folder is not there. */
export function vectors(name, t) {
  const folder = process.env.TARAZY_REAL_DATA ?? path("../../../../shared/data");
  const file = `${folder}/vectors/${name}`;
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  t.skip(`no published vectors ${name}`);
  return null;
}

/** The verdict of a check that gives one or throws it. */
export function word(check) {
  try {
    return check().verdict;
  } catch (error) {
    if (error instanceof Fault) return error.verdict;
    throw error;
  }
}

/** As much of a DOM as the page module uses. */
export class FakeElement {
  constructor(name, ownerDocument) {
    [this.name, this.ownerDocument, this.children, this.attributes, this.text] = [name, ownerDocument, [], new Map(), ""];
    this.history = [];
  }
  set textContent(text) {
    this.text = text;
    this.history.push(text);
  }
  get textContent() {
    return this.text + this.children.map((child) => child.textContent).join(" ");
  }
  setAttribute(name, value) {
    this.attributes.set(name, String(value));
  }
  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }
  append(child) {
    this.children = [...this.children.filter((other) => other !== child), child];
  }
  replaceChildren() {
    this.children = [];
  }
  /** Every element below, in the order of the document. */
  all(name) {
    return this.children.flatMap((child) => [...(child.name === name ? [child] : []), ...child.all(name)]);
  }
  querySelector(name) {
    return this.all(name)[0] ?? null;
  }
}

export function fakeContainer() {
  const document = { createElement: (name) => new FakeElement(name, document) };
  return document.createElement("div");
}
