// The demonstration as a process of its own, and people who walk through its pages.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { faults, keep, overflows } from "./browser.mjs";
import { program } from "./court.mjs";

export class Demo {
  /** Makes the courts of one region and serves them. */
  static async start() {
    const demo = new Demo();
    demo.folder = await mkdtemp(join(tmpdir(), "tarazy-demo-"));
    const args = ["--data-dir", demo.folder, "demo", "--regions", "1", "--listen", "127.0.0.1:0", "--until-eof"];
    demo.server = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, TARAZY_LANG: "en" } });
    demo.log = "";
    demo.server.stderr.on("data", (text) => (demo.log += text));
    const lines = createInterface({ input: demo.server.stdout });
    await new Promise((done, failed) => {
      lines.on("line", (line) => {
        demo.log += `${line}\n`;
        demo.url ??= line.match(/http:\/\/[0-9.]+:\d+/)?.[0];
        if (/It serves until/.test(line)) done();
      });
      demo.server.once("exit", () => failed(new Error(`the demonstration ended: ${demo.log}`)));
    });
    return demo;
  }

  async stop() {
    if (this.server.exitCode === null) {
      const ended = new Promise((done) => this.server.once("exit", done));
      this.server.stdin.end();
      await ended;
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  /** What programs are told of a case. */
  async case(number) {
    const answer = await fetch(`${this.url}/api/case/${number}`);
    return answer.json();
  }

  async until(holds) {
    const end = Date.now() + 120_000;
    while (!(await holds())) {
      if (Date.now() > end) throw new Error(`it did not come true: ${this.log}`);
      await new Promise((done) => setTimeout(done, 250));
    }
  }
}

/** Somebody at a browser of his own. */
export class Visitor {
  static async of(demo, browser, { lang, viewport, scripts }) {
    const context = await browser.newContext({ viewport, javaScriptEnabled: scripts });
    context.setDefaultTimeout(10_000);
    const visitor = new Visitor();
    Object.assign(visitor, { demo, lang, scripts, page: await context.newPage() });
    return visitor;
  }

  go(path) {
    return this.page.goto(`${this.demo.url}/${this.lang}${path}`);
  }

  /** Signs in with the demonstration's button: the person whose login or name begins so. */
  async signIn(who, court) {
    await this.go(court ? `/demo?court=${court}` : "/demo");
    const byLogin = this.page.locator(`form:has(input[name=login][value^="${who}"]) button`);
    const byName = this.page.locator("form button", { hasText: who });
    await ((await byLogin.count()) ? byLogin : byName).first().click();
    assert.match(this.page.url(), /\/work$/, "who signs in comes to the desk");
  }

  /** Fills fields by their ids: lists, radios, dates, texts. */
  async fill(values) {
    for (const [id, value] of Object.entries(values)) {
      const field = this.page.locator(`main [name="${id}"]:not([type=hidden])`);
      const isList = await this.page.locator(`main select[name="${id}"]`).count();
      const kind = await field.first().getAttribute("type");
      if (isList) await field.selectOption(value);
      else if (kind === "radio" || kind === "checkbox") {
        for (const one of [value].flat()) await this.page.locator(`main [name="${id}"][value="${one}"]`).check();
      } else if (kind === "file") await field.setInputFiles(value);
      else await field.fill(value);
    }
  }

  /** Takes a step of a case; the case's page must say that it is on record. */
  async take(name, command, values = {}, about = "") {
    await this.go(`/work/step/${command}/${name}${about && `?about=${about}`}`);
    await this.fill(values);
    await this.page.click("#take");
    assert.match(this.page.url(), new RegExp(`done=${command.replace(".", "\\.")}`), `${command}: ${this.page.url()} ${await this.wrong()}`);
  }

  /** Status and beginning of a file. */
  async file(path) {
    const cookies = await this.page.context().cookies();
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    const answer = await fetch(this.demo.url + path, { headers: { cookie } });
    return `${answer.status} ${Buffer.from(await answer.arrayBuffer()).subarray(0, 8)}`;
  }

  /** What the page says is wrong. */
  async wrong() {
    const lines = await this.page.locator(".govuk-error-summary li").allTextContents();
    return lines.join(" | ");
  }

  /** The page is whole: nothing for axe, no sideways scrolling, no message without its text. A picture is kept. */
  async look(name) {
    // Both are scripts of the tests in the page.
    if (this.scripts) {
      assert.ok(!(await overflows(this.page)), `${name}: wider than the window`);
      assert.deepEqual(await faults(this.page), [], name);
    }
    const raw = (await this.page.locator("main").innerText()).match(/\b(work|ask|choice|step|stage|claim|paper)-[a-z]+[a-z-]*/g);
    assert.deepEqual(raw ?? [], [], `${name}: messages without a text`);
    await keep(this.page, `road/${this.lang}/${name}`);
  }
}
