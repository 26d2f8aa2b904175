import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { launchLivingChromium } from "../packaging/living-chromium.mjs";
import { until } from "../server/harness.mjs";
import { useDemoServer } from "./pages.mjs";

const { start } = useDemoServer(launchLivingChromium);

describe("a page that one leaves and comes back to", { timeout: 60_000 }, () => {
  for (const transport of ["websocket", "xhr-streaming", "xhr-polling"]) {
    it(`is kept by the browser, takes leave of the server, and is connected again at once, over ${transport}`, async (t) => {
      const { page, server, url, control } = await start(t);
      const session = await page.context().newCDPSession(page);
      await session.send("Page.enable");
      const obstacles = [];
      session.on("Page.backForwardCacheNotUsed", (event) => obstacles.push(event.notRestoredExplanations));

      await page.evaluate(
        async ([url, transports]) => {
          // To wait for that would be too late.
          const reconnect = { initialDelayMs: 600_000, maxDelayMs: 600_000 };
          globalThis.client = await connected(url, { transports, reconnect });
          globalThis.lost = [];
          client.addEventListener("disconnected", ({ reason, willReconnect, delayMs, attempt }) =>
            lost.push([reason.code, willReconnect, delayMs, attempt]),
          );
          await client.subscribe("/topic/b", (message) => hear(message)).ready;
          addEventListener("pagehide", () => client.send("/topic/a", "farewell"));
          addEventListener("pageshow", ({ persisted }) => {
            const begun = performance.now();
            globalThis.hear = ({ body }) => {
              globalThis.back = { persisted, body, took: performance.now() - begun };
            };
            client.send("/topic/b", "back");
          });
        },
        [transport === "websocket" ? url : `${server.url}/ws`, [transport]],
      );
      await page.goto(new URL("page.js", page.url()).href);
      await until(() => control.connections()[0].closed);
      const { received, closed } = control.connections()[0];
      assert.deepEqual(
        received.slice(-2).map(({ command, body }) => `${command} ${body}`.trim()),
        ["SEND farewell", "DISCONNECT"],
      );
      if (transport === "websocket") assert.equal(closed.code, 1000);

      await page.goBack({ waitUntil: "commit" });
      await until(() => control.connections().length === 2);
      const { took, ...back } = await page.evaluate(() => until(() => globalThis.back).then(() => back));
      assert.deepEqual(obstacles, []);
      assert.deepEqual(back, { persisted: true, body: "back" });
      assert.ok(took < 1_000, `${took} ms`);
      assert.deepEqual(await page.evaluate(() => lost), [["suspended", true, null, 0]]);
      assert.equal(control.connections().length, 2);
    });
  }
});
