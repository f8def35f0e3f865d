// The whole road of a claim through the pages, by different people in turn: from a citizen's first step to the appeal's decision.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { desk, launch, phone } from "./lib/browser.mjs";
import { Demo, Visitor } from "./lib/demo.mjs";

const court = "7514";
const text = "Сот анықтады: тараптар тыңдалды, дәлелдемелер зерттелді.\n\nСот ұйғарды.";
let demo;
let browser;

before(async () => {
  demo = await Demo.start();
  browser = await launch();
}, { timeout: 180_000 });

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** A day and a time of the court's clock, so many minutes from now. */
function clock(minutes) {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Almaty", dateStyle: "short", timeStyle: "short" });
  const [day, time] = parts.format(new Date(Date.now() + minutes * 60_000)).split(" ");
  return { day, time };
}

/** A claim from its first page to its receipt. Gives nothing but what is on the pages. */
async function file(citizen, respondent) {
  const { page } = citizen;
  await citizen.go("/claims");
  await page.click("main form button");
  const category = "142010000600000000";
  const steps = [
    { category },
    { court },
    { "p1-name": respondent, "p1-address": "Алматы қ., Абай даңғ., 1-үй" },
    { demand: "Қарыз шарты бойынша 500 000 теңгені өндіріп алу", circumstances: "Қарыз мерзімінде қайтарылмады.", price: "500 000" },
    {},
    { "fee-kind": "property", way: "receipt" },
    {},
  ];
  for (const [n, values] of steps.entries()) {
    await citizen.fill(values);
    await citizen.look(`claim-${n + 1}`);
    await page.locator("main form button.govuk-button:not(.govuk-button--secondary):not(.govuk-visually-hidden)").last().click();
    assert.equal(await citizen.wrong(), "", `step ${n + 1}`);
  }
  await citizen.look("receipt");
  assert.match(page.url(), /\/filed\//);
}

/** The claim against somebody is registered; gives the case's number. */
async function register(clerk, respondent) {
  const { page } = clerk;
  await clerk.look("inbox");
  await page.locator(".tz-case", { hasText: respondent }).locator("a").first().click();
  assert.ok((await page.textContent("main")).includes(respondent));
  await clerk.look("case-unregistered");
  const stream = page.url().split("/work/case/")[1];
  await clerk.go(`/work/step/case.register/${stream}`);
  await clerk.look("register");
  await page.click("#take");
  const number = page.url().match(/work\/case\/(.+)\?done=case\.register/)?.[1];
  assert.ok(number, await clerk.wrong());
  return number;
}

// Each waits for its own hearing to begin, so they go side by side.
describe("the road of a claim", { concurrency: true }, () => {
  const roads = [
    ["kk", desk, true, "Мысалов Мысал Мысалұлы"],
    ["ru", phone, false, "Примеров Пример Примерович"],
  ];
  for (const [lang, viewport, scripts, respondent] of roads) {
    it(`leads from the first step to the decision and the appeal, in ${lang}, ${viewport.width} pixels, ${scripts ? "with" : "without"} scripts`, { timeout: 300_000 }, async () => {
      const visitor = () => Visitor.of(demo, browser, { lang, viewport, scripts });
      const [citizen, clerk, judge] = [await visitor(), await visitor(), await visitor()];
      // A citizen files it, the registry registers it, a judge is drawn.
      await citizen.signIn("citizen");
      await file(citizen, respondent);
      await clerk.signIn("clerk", court);
      const number = await register(clerk, respondent);
      await demo.until(async () => (await demo.case(number)).judges?.length === 1);
      const judgeName = (await demo.case(number)).judges[0].name;

      // The judge accepts it, and the defendant gets his copy.
      await judge.signIn(judgeName, court);
      await judge.look("judge-desk");
      await judge.go(`/work/case/${number}`);
      await judge.look("judge-case");
      await judge.take(number, "filing.accept", { language: lang === "ru" ? "ru" : "kk", "paper-text": text });
      await judge.look("accepted");
      await clerk.take(number, "copies.send", {}, "2");
      await clerk.take(number, "copies.note", {}, "2");

      // A paper of the case is a PDF that the case's people alone can read.
      await judge.go(`/work/case/${number}`);
      const ruling = await judge.page.locator('main a[href*="/work/paper/"]', { hasText: lang === "ru" ? "Определение" : "Ұйғарым" }).getAttribute("href");
      for (const visitor of [judge, citizen]) {
        const seen = await visitor.file(ruling);
        assert.equal(seen, "200 %PDF-1.7");
      }
      const stranger = await visitor();
      await stranger.signIn("lawyer");
      await stranger.go(`/work/case/${number}`);
      assert.ok(!(await stranger.page.content()).includes(respondent), "nobody else sees a name");

      // Preparation, a trial, its protocol.
      await clerk.take(number, "reply.receive", { party: "2", "paper-text": text });
      await clerk.take(number, "reply.forward");
      await judge.take(number, "preparation.end");
      const begins = clock(new Date().getSeconds() > 45 ? 2 : 1);
      await judge.take(number, "hearing.set", { kind: "trial", "at-day": begins.day, "at-time": begins.time, minutes: "30", room: "101" });
      for (const party of ["1", "2"]) await clerk.take(number, "notice.issue", { hearing: "1", ways: ["portal"] }, party);
      await clerk.go(`/work/case/${number}`);
      await clerk.look("case-before-trial");
      await demo.until(() => clock(0).time >= begins.time || clock(0).day > begins.day);
      const held = { "ended-time": begins.time, outcome: "ended" };
      await judge.take(number, "hearing.hold", held, "1");
      await judge.take(number, "protocol.sign", { "paper-text": text }, "1");

      // The decision, its final form, and the appeal by the defendant, which the counter takes.
      await judge.go(`/work/step/act.issue/${number}`);
      await judge.look("decision");
      await judge.take(number, "act.issue", { act: "decision", outcome: "granted", "paper-text": text });
      await judge.take(number, "act.complete", { "paper-text": text });
      await citizen.go(`/work/case/${number}`);
      await citizen.look("party-after-decision");
      await clerk.take(number, "appeal.receive", { party: "2", "paper-text": text });
      await clerk.take(number, "appeal.copy", {}, "1");

      // The case stays until everybody could appeal: the refusal names the day.
      await clerk.go(`/work/step/appeal.send/${number}`);
      await clerk.page.click("#take");
      assert.match(await clerk.wrong(), /20\d\d/);
      await clerk.look("refused");
    });
  }

  it("ends before a panel of three judges, who leave an envelope each and decide the appeal", { timeout: 300_000 }, async () => {
    const visitor = () => Visitor.of(demo, browser, { lang: "kk", viewport: desk, scripts: true });
    const above = "7599";
    const clerk = await visitor();
    await clerk.signIn("clerk", above);
    await clerk.look("appeal-desk");
    const list = JSON.parse(await (await fetch(`${demo.url}/api/court/${above}/hearings?day=${clock(2 * 24 * 60).day}`)).text());
    const number = list.map((hearing) => hearing.case).find((name) => name?.startsWith(above));
    assert.ok(number, JSON.stringify(list));
    const names = (await demo.case(number)).judges.map((judge) => judge.name);
    assert.equal(names.length, 3);
    const judges = [];
    for (const name of names) {
      const judge = await visitor();
      await judge.signIn(name, above);
      judges.push(judge);
    }
    const [rapporteur] = judges;
    const begins = clock(new Date().getSeconds() > 45 ? 2 : 1);
    await rapporteur.take(number, "hearing.move", { "at-day": begins.day, "at-time": begins.time, room: "1", ground: "room" }, "1");
    await demo.until(() => clock(0).time >= begins.time || clock(0).day > begins.day);
    await rapporteur.take(number, "hearing.hold", { "ended-time": begins.time, outcome: "ended" }, "1");
    await rapporteur.take(number, "protocol.sign", { "paper-text": text }, "1");
    for (const [n, judge] of judges.entries()) {
      await judge.go(`/work/step/act.envelopes/${number}`);
      await judge.look(`envelope-${n}`);
      await judge.fill({ "paper-text": n === 1 ? "Келіспеймін, өйткені мерзім өтіп кеткен." : "" });
      await judge.page.click("#take");
      assert.match(judge.page.url(), n < 2 ? /left=act\.envelopes/ : /done=act\.envelopes/, await judge.wrong());
      assert.ok(!(await judge.page.content()).includes("мерзім өтіп"), "nobody sees a dissent");
    }
    await rapporteur.take(number, "act.issue", { act: "resolution", outcome: "upheld", "paper-text": text });
    await rapporteur.look("appeal-decided");
  });
});
