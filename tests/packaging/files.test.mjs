import assert from "node:assert/strict";
import { it } from "node:test";

import { listTarball } from "./package.mjs";

it("the package holds these files and no others", async () => {
  assert.deepEqual(await listTarball(), [
    "package/CHANGELOG.md",
    "package/LICENSE-APACHE",
    "package/LICENSE-MIT",
    "package/README.md",
    "package/dist/index.cjs",
    "package/dist/index.d.cts",
    "package/dist/index.d.ts",
    "package/dist/index.js",
    "package/dist/slim.cjs",
    "package/dist/slim.js",
    "package/dist/stompwire.global.js",
    "package/dist/stompwire.wasm",
    "package/package.json",
    "package/slim/package.json",
  ]);
});
