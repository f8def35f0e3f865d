// Copies what we use of the npm packages @noble/curves and @noble/hashes into this folder, so that a browser can load it from
// our own origin: `node copy.mjs FOLDER` where FOLDER holds `node_modules`. The one change is that names of packages in
// `import` lines become relative paths, because a page under `script-src 'self'` has no import map.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const HERE = dirname(fileURLToPath(import.meta.url));

/** What is copied: the modules that our own import, and all that these import. */
export const FILES = {
  curves: [
    "LICENSE", "bls12-381.js", "utils.js", "abstract/bls.js", "abstract/curve.js", "abstract/der.js", "abstract/edwards.js",
    "abstract/hash-to-curve.js", "abstract/modular.js", "abstract/tower.js", "abstract/weierstrass.js",
  ],
  hashes: ["LICENSE", "_md.js", "_u64.js", "hmac.js", "sha2.js", "utils.js"],
};

/** The text of a file as it stands here. */
export function localized(text, file) {
  const up = file.includes("/") ? "../../" : "../";
  return text.replaceAll(/(from\s*)['"]@noble\/hashes\/([^'"]+)['"]/g, `$1"${up}noble-hashes/$2"`);
}

/** Every file with its text, from an installed package. */
export function* copies(folder) {
  for (const [name, files] of Object.entries(FILES)) {
    for (const file of files) {
      const text = readFileSync(join(folder, "node_modules/@noble", name, file), "utf8");
      yield [`noble-${name}/${file}`, localized(text, file)];
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, text] of copies(process.argv[2])) {
    mkdirSync(dirname(join(HERE, file)), { recursive: true });
    writeFileSync(join(HERE, file), text);
  }
}
