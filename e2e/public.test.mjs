// Every public page, in three languages, on a phone and on a desk, with scripts and without.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { desk, faults, keep, launch, overflows, phone } from "./lib/browser.mjs";
import { Court } from "./lib/court.mjs";

const languages = ["kk", "ru", "en"];
let court;
let browser;

before(async () => {
  court = await Court.start();
  browser = await launch();
}, { timeout: 300_000 });

after(async () => {
  await browser?.close();
  await court?.stop();
});

const pages = () => ({
  home: "",
  courts: "/courts",
  "courts-search": "/courts?q=оскемен",
  "courts-none": "/courts?q=жоқ",
  court: "/court/7119",
  "court-empty": "/court/7121",
  hearings: "/court/7119/hearings",
  "hearings-none": "/court/7119/hearings?day=2020-01-06",
  find: "/find",
  "find-wrong": "/find?number=7119",
  "find-none": "/find?number=7119-26-00-2/999",
  case: `/case/${court.number}`,
  draw: `/draw/${court.leaf}`,
  enter: "/enter",
  check: "/check",
  about: "/about",
  accessibility: "/accessibility",
  "not-found": "/nothing",
});

describe("every public page", () => {
  for (const lang of languages) {
    it(`is accessible in ${lang}, on a phone and on a desk, with scripts and without`, async () => {
      for (const viewport of [phone, desk]) {
        for (const javaScriptEnabled of [true, false]) {
          const context = await browser.newContext({ viewport, javaScriptEnabled, bypassCSP: true });
          const page = await context.newPage();
          const said = [];
          page.on("pageerror", (e) => said.push(e.message));
          for (const [name, path] of Object.entries(pages())) {
            said.length = 0;
            await page.goto(`${court.url}/${lang}${path}`);
            const where = `${lang}/${name} at ${viewport.width}px, scripts ${javaScriptEnabled ? "on" : "off"}`;
            assert.equal(await page.getAttribute("html", "lang"), lang, where);
            assert.equal(await page.locator("h1").count(), 1, `${where}: one heading`);
            assert.ok(!(await overflows(page)), `${where}: wider than the window`);
            if (javaScriptEnabled) {
              assert.deepEqual(await faults(page), [], where);
              await keep(page, `${lang}/${name}-${viewport.width}`);
            }
            assert.deepEqual(said, [], where);
          }
          await context.close();
        }
      }
    });
  }

  it("loads under its own policy without a complaint of the browser", async () => {
    const context = await browser.newContext({ viewport: desk });
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("requestfailed", (request) => complaints.push(request.url()));
    for (const path of ["", "/find", `/case/${court.number}`, `/draw/${court.leaf}`]) {
      await page.goto(`${court.url}/kk${path}`, { waitUntil: "networkidle" });
      const fonts = await page.evaluate(() => document.fonts.ready.then((all) => [...all].filter((f) => f.status === "loaded").map((f) => f.family.replaceAll('"', ""))));
      assert.ok(fonts.includes("Golos Text"), "the font is there");
      assert.ok(await page.evaluate(() => document.body.classList.contains("js-enabled")), "scripts run");
    }
    assert.deepEqual(complaints, []);
    await context.close();
  });
});

describe("a visitor", () => {
  it("finds a case by its number from the home page, by keyboard and without scripts", async () => {
    const context = await browser.newContext({ viewport: phone, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${court.url}/`);
    assert.equal(new URL(page.url()).pathname, "/kk");
    await page.focus("#number");
    await page.keyboard.type(court.number.replaceAll("-", " - "));
    await Promise.all([page.waitForURL("**/case/**"), page.keyboard.press("Enter")]);
    assert.equal(new URL(page.url()).pathname, `/kk/case/${court.number}`);
    const text = await page.textContent("main");
    for (const name of ["Сынақ Адам", "«Сынақ» ЖШС"]) assert.ok(!text.includes(name), "no party's name");
    await page.click("text=Істі автоматтандырылған бөлу");
    assert.match(await page.textContent("h1"), /Іс судьяға қалай бөлінді/);
    await context.close();
  });

  it("keeps what was typed when it is wrong, and is told at the field", async () => {
    const context = await browser.newContext({ viewport: desk });
    const page = await context.newPage();
    await page.goto(`${court.url}/ru/find?number=7119%2F1`);
    assert.equal(await page.inputValue("#number"), "7119/1");
    assert.match(await page.title(), /^Ошибка:/);
    assert.match(await page.textContent("#number-error"), /Введите номер дела в виде/);
    assert.equal(await page.evaluate(() => document.activeElement.className), "govuk-error-summary");
    await context.close();
  });

  it("reads the code of his summons with a camera, and the address keeps nothing of it", async () => {
    const context = await browser.newContext({ viewport: phone });
    const page = await context.newPage();
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`${court.url}/kk/enter#number=7119-26-00-2%2F1&code=abcd-efgh-2345-6789`, { waitUntil: "networkidle" });
    assert.deepEqual([await page.inputValue("#number"), await page.inputValue("#code")], ["7119-26-00-2/1", "abcd-efgh-2345-6789"]);
    assert.equal(page.url(), `${court.url}/kk/enter`);
    await page.click("main button[type=submit]");
    assert.match(await page.title(), /^Қате:/);
    assert.equal(await page.inputValue("#code"), "abcd-efgh-2345-6789");
    assert.ok(asked.every((url) => !new URL(url).search.includes("abcd") && !new URL(url).pathname.includes("abcd")));
    await context.close();
  });

  it("stays in the language that he chose", async () => {
    const context = await browser.newContext({ viewport: desk });
    const page = await context.newPage();
    await page.goto(`${court.url}/kk/courts?q=7120`);
    await page.click("text=Русский");
    assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, "/ru/courts?q=7120");
    await page.goto(`${court.url}/`);
    assert.equal(new URL(page.url()).pathname, "/ru");
    await context.close();
  });

  it("finds a court typed without Kazakh letters", async () => {
    const context = await browser.newContext({ viewport: desk });
    const page = await context.newPage();
    await page.goto(`${court.url}/kk/courts?q=габит+мусирепов`);
    assert.match(await page.textContent("main"), /Ғабит Мүсірепов ауданының аудандық соты/);
    await context.close();
  });

  it("replays a draw in his own browser, by an independent program and under the page's own policy", async () => {
    const context = await browser.newContext({ viewport: desk });
    const page = await context.newPage();
    await page.goto(`${court.url}/kk/draw/${court.leaf}`);
    await page.click("#replay-start");
    await page.waitForSelector("#replay[data-verdict]");
    assert.equal(await page.getAttribute("#replay", "data-verdict"), "draw-ok");
    assert.ok((await page.locator("#replay [data-step][data-outcome=held]").count()) > 3, "steps were held");
    assert.deepEqual(await faults(page), []);
    assert.ok(!(await overflows(page)));
    await keep(page, "kk/draw-replayed");
    await context.close();
  });

  it("sees when a case is heard, and takes the list into his calendar", async () => {
    const context = await browser.newContext({ viewport: phone, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${court.url}/kk/court/7119`);
    await page.click("text=Сот отырыстарының кестесі");
    assert.match(await page.textContent("main"), new RegExp(court.number));
    const data = JSON.parse(await court.get("/api/court/7119/hearings"));
    assert.deepEqual([data[0].at, data[0].room, data[0].state], [court.hearing, "101", "set"]);
    const calendar = await court.get("/api/court/7119/hearings.ics");
    assert.match(calendar, /BEGIN:VEVENT[^]*STATUS:CONFIRMED[^]*END:VCALENDAR/);
    await context.close();
  });

  it("downloads the record of a draw", async () => {
    const answer = await fetch(`${court.url}/api/draw/${court.leaf}/bundle`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-disposition"), /attachment/);
    assert.ok((await answer.json()).commit);
  });
});
