// Refuses a package that would break where a page is strict: `node inspect.mjs <package>`.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const dist = join(process.argv[2], "dist");

for (const name of await readdir(dist)) {
  if (!/\.c?js$/.test(name)) continue;
  const code = await readFile(join(dist, name), "utf8");
  // A page's content security policy refuses both without 'unsafe-eval'.
  assert.doesNotMatch(code, /\bnew Function\b|\beval\(/, `${name} evaluates text`);
  // Bundlers take it for a file to ship, and CommonJS has none.
  assert.doesNotMatch(code, /\bimport\.meta\b/, `${name} asks for its own address`);
}
