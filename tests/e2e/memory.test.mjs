import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { until } from "../server/harness.mjs";
import { useDemoServer } from "./pages.mjs";
import { keepTimers } from "./timers.mjs";

const { start } = useDemoServer();

describe("200 connections, one after the other,", { timeout: 120_000 }, () => {
  /** Keeps what the page opens and starts, and asks the module's memory, from before the package is used. */
  async function instrument(page) {
    await keepTimers(page);
    await page.evaluate(() => {
      globalThis.opened = [];
      globalThis.WebSocket = class extends WebSocket {
        constructor(...wanted) {
          super(...wanted);
          opened.push(this);
        }
      };

      const { instantiate } = WebAssembly;
      WebAssembly.instantiate = async (...given) => {
        const instance = await instantiate(...given);
        globalThis.memoryBytes = () => instance.exports.memory.buffer.byteLength;
        return instance;
      };
    });
  }

  for (const [what, actions] of [
    ["that the client ends", []],
    ["that the server ends", [{ on: "receive", command: "SEND", do: [{ pass: true }, { close: {} }] }]],
  ]) {
    it(`${what} leave no socket, no timer and no memory behind`, async (t) => {
      const { page, url, control } = await start(t);
      if (actions.length > 0) control.script({ connections: 200, rules: actions });
      await instrument(page);
      const left = await page.evaluate(async (url) => {
        const sizes = [];
        for (let round = 0; round < 200; round++) {
          const client = await connected(url);
          client.subscribe("/topic/a", () => {});
          client.begin();
          const gone = event(client, "disconnected");
          const sent = failure(client.send("/topic/b", "x".repeat(10_000), { receipt: true }));
          await Promise.race([gone, sent]);
          await client.disconnect();
          sizes.push(memoryBytes());
        }
        await until(() => opened.every(({ readyState }) => readyState === WebSocket.CLOSED));
        return { opened: opened.length, timers: timers.size, growth: sizes.at(-1) - sizes[9] };
      }, url);
      assert.deepEqual(left, { opened: 200, timers: 0, growth: 0 });
      await until(() => control.connections().every(({ closed }) => closed));
    });
  }
});
