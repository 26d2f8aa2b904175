// Prints what each entry costs and refuses a default entry over its budget: `node sizes.mjs <package>`.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const ENTRIES = [
  "index.js", "index.cjs", "slim.js", "slim.cjs", "sockjs-client.js", "sockjs-client.cjs",
  "stompwire.global.js", "compat.global.js", "stompwire.wasm",
];

// What the finished client is to cost after gzip. The usual pair of JavaScript clients costs 22,000.
const GOAL = { "index.js": 18_000 };

// What it does cost, and no change may add to without saying so here.
const WALL = { "index.js": 41_600 };

const dist = join(process.argv[2], "dist");
const number = (value) => value.toLocaleString("en-US").padStart(9);

console.log(`${"bytes".padEnd(22)}${"raw".padStart(9)}${"gzip -9".padStart(9)}${"brotli 11".padStart(11)}`);
for (const entry of ENTRIES) {
  const file = await readFile(join(dist, entry));
  const content = file.includes("./core.") ? await whole(entry) : file;
  const gzip = gzipSync(content, { level: 9 }).length;
  const brotli = brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  }).length;
  console.log(`${entry.padEnd(22)}${number(content.length)}${number(gzip)}  ${number(brotli)}`);
  if (gzip > GOAL[entry]) console.log(`  MISSED: ${number(gzip - GOAL[entry]).trim()} over the goal of ${number(GOAL[entry]).trim()}`);
  if (gzip > WALL[entry]) {
    console.error(`${entry} is ${gzip - WALL[entry]} bytes over the wall of ${WALL[entry]} after gzip`);
    process.exitCode = 1;
  }
}

/** An entry with what it shares with others: what a page downloads that bundles nothing else. */
async function whole(entry) {
  const { outputFiles } = await build({
    entryPoints: [join(dist, entry)],
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    logLevel: "warning",
  });
  return outputFiles[0].contents;
}
