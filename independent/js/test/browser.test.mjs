// In a real browser, under a content security policy without inline script, eval or WebAssembly. Skipped where no Chromium is.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { test } from "node:test";
import { path, read } from "./support.mjs";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";
const TYPES = { ".mjs": "text/javascript", ".js": "text/javascript", ".html": "text/html" };

/** Serves this folder and the messages; the policy file as bytes. */
function serve() {
  const server = createServer((request, response) => {
    const name = normalize(request.url);
    const file = name.startsWith("/messages/") ? path(`../../../locales/en/${name.slice(10)}`) : path(`..${name}`);
    if (!existsSync(file)) return response.writeHead(404).end();
    const headers = { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-security-policy": POLICY };
    return response.writeHead(200, headers).end(readFileSync(file));
  });
  return new Promise((ready) => server.listen(0, "127.0.0.1", () => ready(server)));
}

function dump(url, profile) {
  const args = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${profile}`, "--virtual-time-budget=20000", "--dump-dom", url];
  return new Promise((done, failed) => {
    execFile(CHROMIUM, args, { timeout: 60000 }, (error, out) => (error ? failed(error) : done(out)));
  });
}

test("a page under script-src 'self' replays a draw", { skip: CHROMIUM ? false : "no Chromium" }, async () => {
  const [server, profile] = [await serve(), mkdtempSync(join(tmpdir(), "tarazy-browser-"))];
  try {
    const page = await dump(`http://127.0.0.1:${server.address().port}/test/page.html`, profile);
    assert.match(page, /<title>draw-ok ok \d+ ms<\/title>/, page.slice(0, 500));
    assert.ok(page.includes("number 2881 came up, which is 9001-J03"), page);
    assert.ok(page.includes('role="status"'), page);
  } finally {
    server.close();
    rmSync(profile, { recursive: true, force: true });
  }
});

test("no module names a package, evaluates text or asks for WebAssembly", () => {
  const seen = new Set();
  const visit = (file) => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = new TextDecoder().decode(read(`../${file}`)).replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
    assert.doesNotMatch(text, /\beval\(|new Function|WebAssembly|\bimport\(/, file);
    for (const [, name] of text.matchAll(/from ["']([^"']+)["']/g)) {
      assert.match(name, /^\.\.?\//, `${file}: ${name}`);
      visit(normalize(join(file, "..", name)));
    }
  };
  ["index.mjs", "page.mjs", "messages.mjs"].forEach(visit);
  assert.ok(seen.size > 20, [...seen].join(" "));
});
