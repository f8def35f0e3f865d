// What does not go by rule on the road of a claim: given back, put right, recused, on paper, sent twice, cut off, missed, left.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { desk, launch, phone } from "./lib/browser.mjs";
import { Demo, Visitor } from "./lib/demo.mjs";

const court = "7514";
const respondent = "Мысалов Мысал";
const text = "Сот ұйғарды: мысал ретінде.";
const category = "142010000600000000";
const kazakh = { lang: "kk", viewport: desk, scripts: true };
const phoneInRussian = { lang: "ru", viewport: phone, scripts: false };
let claims = 0;
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

/** Somebody at a browser of his own who has signed in. */
async function enter(who, of, how = kazakh) {
  const visitor = await Visitor.of(demo, browser, how);
  await visitor.signIn(who, of);
  return visitor;
}

const steps = (parties) => [
  { category },
  { court },
  { "p0-address": "Алматы қ., Сәтбаев к., 5-үй", "p1-name": respondent, "p1-address": "Алматы қ., Абай даңғ., 1-үй", ...parties },
  { demand: "Қарыз шарты бойынша 500 000 теңгені өндіріп алу", circumstances: "Қарыз мерзімінде қайтарылмады.", price: "500 000" },
  {},
  { "fee-kind": "property", way: "receipt" },
];
const onward = "main form button.govuk-button:not(.govuk-button--secondary):not(.govuk-visually-hidden)";

/** A claim up to its last page, from which it is sent. */
async function write(citizen, parties = {}) {
  await citizen.go("/claims");
  await citizen.page.click("main form button");
  for (const [n, values] of steps(parties).entries()) {
    await citizen.fill(values);
    await citizen.page.locator(onward).last().click();
    assert.equal(await citizen.wrong(), "", `step ${n + 1}`);
  }
}

/** Sends what [`write`] wrote; gives the figures of its docket. */
async function send(citizen) {
  await citizen.page.click("#send");
  await citizen.page.waitForURL(/\/filed\//);
  return citizen.page.url().split("/filed/")[1].split(/[?#]/)[0];
}

/** How many claims of the inbox name somebody. */
async function inbox(clerk, name) {
  await clerk.go("/work");
  return clerk.page.locator(".tz-case", { hasText: name }).filter({ has: clerk.page.locator('.tz-case__title a:not([href*="-26-"])') }).count();
}

/** The claim against somebody is registered; gives the case's number when its judge is drawn. */
async function register(clerk, name) {
  await clerk.go("/work");
  const { page } = clerk;
  await page.locator(".tz-case", { hasText: name }).locator('.tz-case__title a[href*="/work/case/"]:not([href*="-26-"])').last().click();
  const stream = page.url().split("/work/case/")[1];
  await clerk.go(`/work/step/case.register/${stream}`);
  await page.click("#take");
  const number = page.url().match(/work\/case\/(.+)\?done=case\.register/)?.[1];
  assert.ok(number, await clerk.wrong());
  await demo.until(async () => (await demo.case(number)).judges?.length === 1);
  return number;
}

const judgeOf = async (number) => (await demo.case(number)).judges[0].name;

/** A claim of a citizen that a judge has. */
async function assigned(how = kazakh, who = "citizen") {
  claims += 1;
  const against = `${respondent} ${claims}-ші`;
  const citizen = await enter(who, undefined, how);
  await write(citizen, { "p1-name": against });
  await send(citizen);
  const clerk = await enter("clerk", court, how);
  const number = await register(clerk, against);
  const name = await judgeOf(number);
  const judge = await enter(name, court, how);
  return { citizen, clerk, judge, number, name };
}

/** How many lines of the docket on a case's page say something. */
async function lines(visitor, number, words) {
  await visitor.go(`/work/case/${number}`);
  return visitor.page.locator(".tz-events li", { hasText: words }).count();
}

/** What a case's page answers to somebody. */
async function answer(visitor, number) {
  const seen = await visitor.go(`/work/case/${number}`);
  return seen.status();
}

// Most of the time goes by until a judge is drawn: three at once.
describe("exceptions of the road of a claim", { timeout: 600_000, concurrency: 3 }, () => {
  it("a claim is given back with its ground, and its claimant reads why and what he can do", async () => {
    const both = [kazakh, phoneInRussian].map(async (how) => {
      const { citizen, judge, number } = await assigned(how);
      await judge.take(number, "filing.return", { ground: "pre-trial" });
      await citizen.go(`/work/case/${number}`);
      const page = await citizen.page.textContent("main");
      const [why, advice] = how.lang === "kk" ? [/сотқа дейін/i, /содан кейін талапты қайта беріңіз/] : [/досудебн/i, /подайте иск вновь/];
      assert.match(page, why);
      assert.match(page, advice, "the page tells what he can do");
      await citizen.look("returned");
      await citizen.go("/work");
      assert.ok(await citizen.page.locator(`a[href$="${number}"]`).count(), "it is still among his cases");
      await citizen.look("returned-desk");
    });
    await Promise.all(both);
  });

  it("the registry puts a party's wrong data right", async () => {
    const { citizen, clerk, number } = await assigned();
    await clerk.go(`/work/step/party.correct/${number}?about=2`);
    await clerk.look("correct-party");
    await clerk.take(number, "party.correct", { "now-name": "Мысалова Мысал Мысалқызы", "now-address": "Алматы қ., Абай даңғ., 10-үй" }, "2");
    for (const one of [clerk, citizen]) {
      await one.go(`/work/case/${number}`);
      const parties = await one.page.locator("dl").last().textContent();
      assert.match(parties, /Мысалова Мысал Мысалқызы[^]*10-үй/);
      assert.ok(!parties.includes(respondent));
    }
    await citizen.look("party-corrected");
  });

  it("a party has the judge recused, and another is drawn who alone opens the case", async () => {
    const { citizen, judge, number, name } = await assigned();
    await citizen.go(`/work/step/recusal.declare/${number}`);
    await citizen.look("recusal");
    await citizen.take(number, "recusal.declare", { ground: "interest", "paper-text": "Судья жауапкердің туысы." });
    const chair = await enter("chair", court);
    await chair.go("/work/chair");
    await chair.look("recusals");
    const desk = await chair.page.textContent("main");
    assert.ok(desk.includes(number) && desk.includes(name), "the chair sees which case and which judge");
    assert.ok(!desk.includes(respondent), "and nothing of its inside");
    assert.equal(await answer(chair, number), 403);
    await chair.go("/work/chair");
    await chair.page.locator(`a[href*="recusal.decide/${number}"]`).first().click();
    assert.ok(!(await chair.page.content()).includes(respondent));
    await chair.look("recusal-decide");
    await chair.fill({ granted: "yes", "paper-text": text });
    await chair.page.click("#take");
    assert.match(chair.page.url(), /\/work\/chair\?done=recusal\.decide$/, "he stays where he may be");
    await chair.look("recusal-decided");
    await demo.until(async () => (await demo.case(number)).draws.length === 2 && (await judgeOf(number)) !== name);
    assert.equal(await answer(judge, number), 403, "the first judge is out");
    const second = await enter(await judgeOf(number), court);
    assert.equal(await answer(second, number), 200);
    await citizen.go(`/work/case/${number}`);
    await citizen.look("recused");
  });

  it("a judge who is a relative asks to be recused himself, which the chair cannot refuse", async () => {
    const { judge, number, name } = await assigned(phoneInRussian);
    await judge.take(number, "recusal.declare", { ground: "kinship", "paper-text": "Прошу удовлетворить." });
    const chair = await enter("chair", court, phoneInRussian);
    await chair.go("/work/chair");
    await chair.page.locator(`a[href*="recusal.decide/${number}"]`).first().click();
    await chair.fill({ granted: "no", "paper-text": text });
    await chair.page.click("#take");
    assert.match(await chair.wrong(), /безусловному удовлетворению/);
    assert.equal(await chair.page.inputValue("[name=paper-text]"), text, "what was typed stands there");
    await chair.look("recusal-must-be-granted");
    await chair.fill({ granted: "yes" });
    await chair.page.click("#take");
    assert.equal(await chair.wrong(), "");
    await chair.go("/work/chair");
    assert.equal(await chair.page.locator(`a[href*="recusal.decide/${number}"]`).count(), 0, "nothing waits any more");
    await demo.until(async () => (await judgeOf(number)) !== name);
    assert.equal(await answer(judge, number), 403);
  });

  it("the counter files for somebody on paper, against a foreigner without a number", async () => {
    const clerk = await enter("clerk", court);
    const foreigner = "Müller Jürgen";
    await write(clerk, { "p0-name": "Қағазов Қағаз Қағазұлы", "for-other": "yes", "p1-name": foreigner, "p1-address": "Berlin, Lindenstraße 1" });
    await clerk.look("paper-check");
    await send(clerk);
    await clerk.look("paper-receipt");
    const number = await register(clerk, foreigner);
    await clerk.go(`/work/case/${number}`);
    const parties = await clerk.page.locator("dl").last().textContent();
    assert.ok(parties.includes(foreigner) && parties.includes("Қағазов"));
    assert.ok(!/ЖСН|БСН/.test(parties), "nobody was asked for a number");
  });

  it("two clicks are one claim and one step", async () => {
    // Without scripts nothing but the server keeps the second one away.
    const citizen = await enter("citizen-3", undefined, { ...kazakh, scripts: false });
    const clerk = await enter("clerk", court);
    const twice = "Екіншіров Екі Екіұлы";
    await write(citizen, { "p1-name": twice });
    await citizen.page.locator("#send").dblclick({ noWaitAfter: true });
    await citizen.page.waitForURL(/\/filed\//);
    assert.equal(await inbox(clerk, twice), 1);
    const number = await register(clerk, twice);
    const judge = await enter(await judgeOf(number), court, { ...kazakh, scripts: false });
    await judge.go(`/work/step/filing.accept/${number}`);
    await judge.fill({ language: "kk", "paper-text": text });
    await judge.page.locator("#take").dblclick({ noWaitAfter: true });
    await judge.page.waitForURL(/done=filing\.accept/);
    assert.equal(await lines(judge, number, /қабылда/i), 1);
  });

  it("a session that ends while somebody writes loses nothing", async () => {
    const long = "Қарыз мерзімінде қайтарылмады, оған хат жазылды. ".repeat(400).trim();
    const { citizen, judge, number, name } = await assigned(kazakh, "citizen-7");
    const cut = async (visitor) => {
      const context = visitor.page.context();
      await context.clearCookies({ name: "__Host-session" });
    };
    // He signs in again as himself, and is led back.
    const back = async (visitor, login, of) => {
      await visitor.go(of ? `/demo?court=${of}` : "/demo");
      const byLogin = visitor.page.locator(`form:has(input[name=login][value="${login}"]) button`);
      const byName = visitor.page.locator("form button", { hasText: login });
      await ((await byLogin.count()) ? byLogin : byName).first().click();
    };
    await citizen.go("/claims");
    await citizen.page.click("main form button");
    const claim = citizen.page.url().replace(/\/[a-z]+$/, "");
    await citizen.page.goto(`${claim}/demand`);
    await citizen.fill({ circumstances: long });
    await cut(citizen);
    await citizen.page.locator(onward).last().click();
    assert.match(citizen.page.url(), /\/sign-in$/);
    await back(citizen, "citizen-7");
    assert.match(citizen.page.url(), /\/claim\/[0-9a-f]+\/demand$/);
    assert.equal(await citizen.page.inputValue("[name=circumstances]"), long);
    await citizen.look("unsent-claim");
    // The same with a step of a case.
    await judge.go(`/work/step/filing.refuse/${number}`);
    await judge.fill({ "paper-text": long });
    await cut(judge);
    await judge.page.click("#take");
    assert.match(judge.page.url(), /\/sign-in$/);
    await back(judge, name, court);
    assert.match(judge.page.url(), /\/work\/step\/filing\.refuse\//);
    assert.equal(await judge.page.inputValue("[name=paper-text]"), long);
    await judge.look("unsent-step");
    assert.equal((await demo.case(number)).judges.length, 1);
  });

  it("an appeal that comes too late is answered, and its limit restored", async () => {
    const clerk = await enter("clerk", court);
    const number = await inForce(clerk);
    const judge = await enter(await judgeOf(number), court);
    await clerk.take(number, "motion.receive", { party: "2", kind: "restore-appeal", "paper-text": "Ауырып қалдым." });
    const until = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
    await judge.go(`/work/case/${number}`);
    const about = await judge.page.locator('a[href*="motion.decide"][href*="about="]').first().getAttribute("href");
    await judge.take(number, "motion.decide", { granted: "yes", until, "paper-text": text }, about.split("about=")[1]);
    await judge.look("limit-restored");
    await clerk.take(number, "appeal.receive", { party: "2", "paper-text": text });
    await clerk.look("late-appeal");
  });

  it("a judge leaves in the middle of a case, and another is drawn for its cause", async () => {
    const { clerk, judge, number, name } = await assigned();
    await judge.take(number, "filing.accept", { language: "kk", "paper-text": text });
    const chair = await enter("chair", court);
    await chair.go("/work/chair");
    await chair.page.locator("details:has(#from) summary").click();
    const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
    await chair.page.locator("#judge").selectOption({ label: name });
    await chair.fill({ from: day(1), to: day(30) });
    await chair.page.click("button[value=absent]");
    assert.equal(await chair.wrong(), "");
    assert.match(await chair.page.textContent("main"), new RegExp(`${name}: `));
    await chair.look("chair-absence");
    await chair.page.locator("details:has(#case) summary").click();
    await chair.fill({ case: `${court}-26-00-2/999999` });
    await chair.page.click("button[value=redraw]");
    await chair.look("redraw-unknown");
    await chair.fill({ case: number });
    await chair.page.click("button[value=redraw]");
    assert.ok(!(await chair.page.content()).includes(respondent), "nothing of its inside");
    await chair.look("redraw");
    await chair.fill({ cause: "illness" });
    await chair.page.click("#take");
    assert.match(chair.page.url(), /\/work\/chair\?done=case\.redraw$/, await chair.wrong());
    await demo.until(async () => (await demo.case(number)).draws.length === 2 && (await judgeOf(number)) !== name);
    assert.equal(await answer(judge, number), 403);
    await clerk.go(`/case/${number}`);
    await clerk.look("redrawn-public");
  });

  it("lawyers and respondents of the made-up cases find them on their desks", async () => {
    const lawyer = await enter("lawyer-1");
    await lawyer.look("lawyer-desk");
    const link = lawyer.page.locator('.tz-case__title a[href*="/work/case/"]').first();
    await link.click();
    assert.match(await lawyer.page.textContent("main"), /бұл — сіз/, "the page says which party he speaks for");
    let sued = false;
    for (let n = 1; n <= 24 && !sued; n += 1) {
      const citizen = await enter(`citizen-${n}`, undefined, { ...kazakh, scripts: false });
      const own = await citizen.page.locator(".tz-case").allTextContents();
      for (const line of own) {
        const number = line.match(/7514-26-\d\d-[^/\s]+\/\d+/)?.[0];
        if (!number || sued) continue;
        await citizen.go(`/work/case/${number}`);
        const parts = await citizen.page.locator("dt", { hasText: "бұл — сіз" }).allTextContents();
        sued = parts.some((part) => /жауапкер/i.test(part));
      }
      await citizen.page.context().close();
    }
    assert.ok(sued, "somebody with an account is a respondent");
  });
});

/** A case of the past whose decision is in force. */
async function inForce(clerk) {
  for (let n = 1; n < 60; n += 1) {
    const number = `${court}-26-00-2/${n}`;
    const seen = await demo.case(number);
    if (seen.stage === "in-force" || seen.stage === "in_force") return number;
  }
  throw new Error("the demonstration has no decision in force");
}
