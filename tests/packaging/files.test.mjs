import assert from "node:assert/strict";
import { it } from "node:test";

import { listTarball } from "./package.mjs";

it("the package holds these files and no others", async () => {
  assert.deepEqual(await listTarball(), [
    "package/CHANGELOG.md",
    "package/LICENSE-APACHE",
    "package/LICENSE-MIT",
    "package/README.md",
    "package/dist/compat.global.js",
    "package/dist/core.cjs",
    "package/dist/core.js",
    "package/dist/index.cjs",
    "package/dist/index.d.cts",
    "package/dist/index.d.ts",
    "package/dist/index.js",
    "package/dist/slim.cjs",
    "package/dist/slim.js",
    "package/dist/sockjs-client.cjs",
    "package/dist/sockjs-client.d.cts",
    "package/dist/sockjs-client.d.ts",
    "package/dist/sockjs-client.js",
    "package/dist/stompwire.global.js",
    "package/dist/stompwire.wasm",
    "package/package.json",
    "package/slim/package.json",
    "package/sockjs-client/package.json",
  ]);
});
