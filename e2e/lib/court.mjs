// A court of its own for the tests: a folder, made-up courts, judges and cases, and `tarazy serve` on a free port.
import { execFile, spawn } from "node:child_process";
import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);
const target = process.env.CARGO_TARGET_DIR ?? join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../../target");
export const program = join(target, "debug/tarazy");

/** Where what the tests make for people to look at goes. */
export const output = join(target, "e2e");

// Shorter times, so that nobody waits a minute for a draw.
const settings = `
[pages]
demonstration = true

[timing]
delta = 6
guard = 2
commit_max = 60
reveal_max = 120
result_max = 300
fallback = 300
beacon_down = 3600
`;

const courts = [
  ["7119", "Ақтөбе қаласының мамандандырылған ауданаралық экономикалық соты", "Специализированный межрайонный экономический суд города Актобе", "Specialised inter-district economic court of Aktobe"],
  ["7120", "Өскемен қаласының № 2 соты", "Суд № 2 города Усть-Каменогорска", "Court No. 2 of Oskemen"],
  ["7121", "Ғабит Мүсірепов ауданының аудандық соты", "Районный суд района имени Габита Мусрепова", "District court of Gabit Musirepov district"],
];
const judges = [
  ["J01", "Әлия Сәрсенбайқызы Қайратова"],
  ["J02", "Нұрлан Өмірзақұлы Үсенов"],
  ["J03", "Светлана Игоревна Ким"],
];

export class Court {
  constructor(folder) {
    this.folder = folder;
  }

  /** Runs a command of the program and gives what it prints. */
  async tarazy(...args) {
    const { stdout } = await run(program, ["--data-dir", this.folder, ...args], { env: { ...process.env, TARAZY_LANG: "en" } });
    return stdout;
  }

  /** Starts a court with cases: one drawn, one that waits. */
  static async start() {
    const court = new Court(await mkdtemp(join(tmpdir(), "tarazy-e2e-")));
    try {
      await court.fill();
    } catch (failure) {
      await court.stop();
      throw failure;
    }
    return court;
  }

  async fill() {
    await this.tarazy("init", "--origin", "log.example/e2e");
    await appendFile(join(this.folder, "tarazy.toml"), settings);
    await this.serve();
    for (const [code, kk, ru, en] of courts) {
      await this.tarazy("court", "put", code, "--kk", kk, "--ru", ru, "--en", en);
    }
    for (const [id, name] of judges) {
      await this.tarazy("judge", "appoint", "7119", id, "--name", name);
    }
    const claim = join(this.folder, "claim.txt");
    await writeFile(claim, "A made-up claim.");
    this.number = await this.file(claim, "Сынақ Адам", "«Сынақ» ЖШС");
    await this.until(async () => JSON.parse(await this.get(`/api/case/${this.number}`)).draws[0]?.state === "done");
    const seen = JSON.parse(await this.get(`/api/case/${this.number}`));
    this.leaf = seen.draws[0].leaf;
    await this.prepare();
  }

  /** Brings the drawn case to a hearing. */
  async prepare() {
    const step = (name, ...members) => this.tarazy("case", "step", name, this.number, ...members.flatMap((member) => ["--set", member]));
    await step("filing.accept", "language=kk");
    await step("copies.send", "party=2");
    await step("preparation.end");
    this.hearing = Date.now() + 3_600_000;
    await step("hearing.set", "kind=trial", `at=${this.hearing}`, "minutes=60", "room=101", "remote=true");
  }

  async file(claim, claimant, respondent) {
    const filed = await this.tarazy("case", "file", "7119", "142010000600000000", "--claimant", claimant, "--respondent", respondent, "--file", claim);
    const stream = filed.match(/case\/[0-9a-z]+/)[0];
    const registered = await this.tarazy("case", "register", stream);
    return registered.match(/\d{4}-\d\d-\d\d-[^/\s]+\/\d+/)[0];
  }

  /** Serves until [`stop`]; the server also ends when this process does. */
  async serve() {
    this.server = spawn(program, ["--data-dir", this.folder, "serve", "--listen", "127.0.0.1:0", "--until-eof"], { stdio: ["pipe", "pipe", "pipe"] });
    this.log = "";
    this.server.stderr.on("data", (text) => (this.log += text));
    for await (const line of createInterface({ input: this.server.stdout })) {
      const found = line.match(/http:\/\/\S+/);
      if (found) {
        this.url = found[0];
        return;
      }
    }
    throw new Error(`the server did not start: ${this.log}`);
  }

  async get(path, headers = {}) {
    const answer = await fetch(this.url + path, { headers, redirect: "manual" });
    return answer.text();
  }

  async until(holds) {
    const end = Date.now() + 120_000;
    while (!(await holds())) {
      if (Date.now() > end) throw new Error(`it did not come true: ${this.log}`);
      await new Promise((done) => setTimeout(done, 200));
    }
  }

  async stop() {
    if (this.server && this.server.exitCode === null) {
      const ended = new Promise((done) => this.server.once("exit", done));
      this.server.stdin.end();
      await ended;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}
