// People sign in: a citizen by himself, an administrator by a code; and what each of them may not see.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { desk, faults, keep, launch, overflows, phone } from "./lib/browser.mjs";
import { Court } from "./lib/court.mjs";
import { totp } from "./lib/totp.mjs";

const password = "үш сөз бір тіркес";
let court;
let browser;

before(async () => {
  court = await Court.start();
  browser = await launch();
}, { timeout: 120_000 });

after(async () => {
  await browser?.close();
  await court?.stop();
});

/** Walks through the second step, and gives the key and the recovery codes. */
async function second(page) {
  const secret = await page.textContent("p .tz-hash");
  await page.fill("#code", totp(secret));
  await Promise.all([page.waitForSelector(".tz-codes"), page.click("main button")]);
  const codes = await page.locator(".tz-codes li").allTextContents();
  assert.equal(codes.length, 8);
  return { secret, codes };
}

async function signIn(page, lang, login, code) {
  await page.goto(`${court.url}/${lang}/sign-in`);
  await page.fill("#login", login);
  await page.fill("#password", password);
  await page.fill("#code", code);
  await page.click("main button[type=submit]");
}

/** An administrator who was let in by the operator of the machine. */
async function administrator(page, login, name) {
  await court.tarazy("person", "add", login, "--name", name);
  await court.tarazy("person", "grant", login, "administrator");
  const code = (await court.tarazy("person", "enrol", login)).trim();
  return enrol(page, login, code);
}

async function enrol(page, login, code) {
  await page.goto(`${court.url}/kk/enrol`);
  await page.fill("#login", login);
  await page.fill("#code", code);
  await page.fill("#password", password);
  await page.fill("#again", password);
  await Promise.all([page.waitForSelector("[name=sealed]", { state: "attached" }), page.click("main button[type=submit]")]);
  return second(page);
}

async function look(page, name, lang) {
  for (const viewport of [desk, phone]) {
    await page.setViewportSize(viewport);
    assert.ok(!(await overflows(page)), `${name} at ${viewport.width}px: wider than the window`);
    assert.deepEqual(await faults(page), [], `${name} at ${viewport.width}px`);
    await keep(page, `${lang}/${name}-${viewport.width}`);
  }
  await page.setViewportSize(desk);
}

describe("a citizen", () => {
  it("registers by himself, signs in with two factors, and signs out, without scripts", async () => {
    const context = await browser.newContext({ viewport: phone, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${court.url}/kk/register`);
    await page.fill("#name", "Сынақ Азамат");
    await page.fill("#login", "010203400500");
    await page.fill("#password", "қысқа");
    await page.fill("#again", "басқа");
    await page.click("main button[type=submit]");
    assert.equal(await page.inputValue("#name"), "Сынақ Азамат", "what he typed is kept");
    assert.match(await page.textContent("#login-error"), /ЖСН/);
    await page.fill("#login", "azamat");
    await page.fill("#password", password);
    await page.fill("#again", password);
    await page.click("main button[type=submit]");
    const { secret, codes } = await second(page);
    await signIn(page, "kk", "azamat", "000000");
    assert.match(await page.textContent("#login-error"), /дұрыс емес/);
    await signIn(page, "kk", "azamat", totp(secret, 1));
    assert.match(await page.textContent("header"), /Сынақ Азамат/);
    const cookies = await context.cookies();
    const session = cookies.find((c) => c.name === "__Host-session");
    assert.ok(session.httpOnly && session.secure && session.sameSite === "Lax" && session.path === "/");
    const refused = await page.goto(`${court.url}/kk/people`);
    assert.equal(refused.status(), 403);
    await page.click("nav form button");
    assert.equal(new URL(page.url()).pathname, "/kk");
    await page.goto(`${court.url}/kk/account`);
    assert.equal(new URL(page.url()).pathname, "/kk/sign-in");
    await signIn(page, "kk", "azamat", codes[0]);
    assert.match(await page.textContent("header"), /Сынақ Азамат/, "a recovery code lets him in");
    await page.click("nav form button");
    await signIn(page, "kk", "azamat", codes[0]);
    assert.match(await page.textContent("#login-error"), /дұрыс емес/, "but once");
    await context.close();
  });
});

describe("an administrator", () => {
  it("gives roles and codes, which another one confirms, and reads the audit", async () => {
    const [first, other] = await Promise.all([0, 1].map(async () => (await browser.newContext({ viewport: desk, bypassCSP: true })).newPage()));
    const keys = await administrator(first, "aigul", "Айгүл Сынақова");
    await signIn(first, "kk", "aigul", totp(keys.secret, 1));
    await first.goto(`${court.url}/kk/people`);
    await first.fill("#name", "Болат Сынақов");
    await first.fill("#login", "bolat");
    await first.click("main button[type=submit]");
    await first.selectOption("#grant-role", "judge");
    await first.fill("#court", "0000");
    await first.click("form[action$=grant] button");
    assert.match(await first.textContent("#court-error"), /0000/);
    await first.fill("#court", "7119");
    await first.click("form[action$=grant] button");
    assert.match(await first.textContent("main"), /Рөл берілді/);
    await first.click("form[action$='/code'] button");
    const code = (await first.textContent("#code .tz-hash")).trim();
    await first.click("form[action$=confirm] button");
    assert.match(await first.textContent(".govuk-error-summary"), /екі түрлі әкімші/i, "nobody confirms his own");
    const others = await administrator(other, "serik", "Серік Сынақов");
    await signIn(other, "ru", "serik", totp(others.secret, 1));
    await other.goto(`${court.url}/ru/person/bolat`);
    await other.click("form[action$=confirm] button");
    assert.match(await other.textContent("main"), /Код подтверждён/);
    for (const lang of ["kk", "ru", "en"]) {
      for (const [name, path] of [["account", "/account"], ["people", "/people"], ["person", "/person/bolat"], ["admin", "/admin"], ["admin-rules", "/admin/rules?kind=limit"], ["admin-keys", "/admin/keys"], ["admin-witnesses", "/admin/witnesses"], ["admin-jobs", "/admin/jobs"], ["audit", "/audit"]]) {
        await first.goto(`${court.url}/${lang}${path}`);
        await look(first, name, lang);
      }
    }
    assert.match(await first.textContent("main"), /role\.grant/);
    const third = await (await browser.newContext({ viewport: desk })).newPage();
    const judge = await enrol(third, "bolat", code);
    await signIn(third, "kk", "bolat", totp(judge.secret, 1));
    assert.match(await third.textContent("main"), /судья/);
    assert.equal((await third.goto(`${court.url}/kk/audit`)).status(), 403);
  });
});

describe("the pages of signing in", () => {
  it("are accessible in three languages, on a phone and on a desk", async () => {
    const page = await (await browser.newContext({ viewport: desk, bypassCSP: true })).newPage();
    for (const lang of ["kk", "ru", "en"]) {
      for (const name of ["sign-in", "register", "enrol"]) {
        await page.goto(`${court.url}/${lang}/${name}`);
        await look(page, name, lang);
      }
      await page.fill("#login", `n-${lang}`);
      await page.fill("#code", "aaaa-aaaa-aaaa-aaaa");
      await page.fill("#password", password);
      await page.fill("#again", password);
      await page.click("main button[type=submit]");
      await page.waitForSelector("[name=sealed]", { state: "attached" });
      await look(page, "second", lang);
    }
  });
});
