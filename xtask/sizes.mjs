// Prints what each entry costs and refuses a default entry over its budget: `node sizes.mjs <package>`.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const ENTRIES = ["index.js", "index.cjs", "slim.js", "slim.cjs", "stompwire.global.js", "stompwire.wasm"];

// The usual pair of JavaScript clients costs 22,000; the finished client may cost 18,000. Without the SockJS
// transports and reconnecting, which are still to come, it has to leave them their room.
const GZIP_BUDGET = { "index.js": 34_500 };

const dist = join(process.argv[2], "dist");
const number = (value) => value.toLocaleString("en-US").padStart(9);

console.log(`${"bytes".padEnd(22)}${"raw".padStart(9)}${"gzip -9".padStart(9)}${"brotli 11".padStart(11)}`);
for (const entry of ENTRIES) {
  const content = await readFile(join(dist, entry));
  const gzip = gzipSync(content, { level: 9 }).length;
  const brotli = brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  }).length;
  console.log(`${entry.padEnd(22)}${number(content.length)}${number(gzip)}  ${number(brotli)}`);
  if (gzip > GZIP_BUDGET[entry]) {
    console.error(`${entry} is ${gzip - GZIP_BUDGET[entry]} bytes over its budget of ${GZIP_BUDGET[entry]} after gzip`);
    process.exitCode = 1;
  }
}
