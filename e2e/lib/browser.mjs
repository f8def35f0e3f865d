// A real browser, what axe finds on a page in it, and what a person would see.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";
import { output } from "./court.mjs";

const programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe cannot decide by itself and a person has looked at: rule, where, why. */
const waivers = [];

export const phone = { width: 320, height: 640 };
export const desk = { width: 1280, height: 900 };

export function launch() {
  const executablePath = programs.find(existsSync);
  if (!executablePath) throw new Error("no chromium: cargo xtask setup installs it");
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return chromium.launch({ executablePath, args });
}

/** Everything that axe finds on a page, and everything that it could not decide, in lines. */
export async function faults(page) {
  // The tests' own script, which the page's policy would rightly refuse.
  await page.evaluate(axe);
  const result = await page.evaluate(() =>
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  const lines = (kind, found) => found.flatMap((rule) => rule.nodes.map((node) => ({ kind, rule: rule.id, at: node.target.join(" "), why: node.failureSummary ?? node.any[0]?.message })));
  const all = [...lines("violation", result.violations), ...lines("incomplete", result.incomplete)];
  return all.filter((f) => !waivers.some((w) => w.rule === f.rule && w.at === f.at)).map((f) => `${f.kind} ${f.rule} at ${f.at}: ${f.why}`);
}

/** True if the page is wider than the window: then a reader must scroll in two directions. */
export function overflows(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

/** Keeps a picture for people. */
export async function keep(page, name) {
  const path = join(output, `${name}.png`);
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path, fullPage: true });
}
