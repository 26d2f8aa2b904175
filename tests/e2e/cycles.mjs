// Connections that are made, lost, made again and ended, and what they leave in the page.

import assert from "node:assert/strict";

import { until } from "../server/harness.mjs";
import { keepTimers } from "./timers.mjs";

const WARM_UP = 10;
const MB = 1_000_000;

/**
 * @param {import("playwright-core").Page} page
 * @param {import("../server/control.mjs").Control} control
 * @param {string} url
 * @param {string} transport
 * @param {number} count
 * @returns {Promise<{ grownBytes: number }>} what the heap of JavaScript has gained
 */
export async function checkCycles(page, control, url, transport, count) {
  const rules = [{ on: "receive", command: "BEGIN", do: [{ reset: true }] }];
  control.script({ connections: Number.MAX_SAFE_INTEGER, rules });
  const watch = await watchPage(page);
  const before = await watch.counts();
  await cycle(page, url, transport, WARM_UP);
  const warm = await watch.heapBytes();
  await cycle(page, url, transport, count);
  await until(() => watch.requests() === 0 && control.connections().every(isOver));
  const grownBytes = (await watch.heapBytes()) - warm;
  assert.deepEqual(await watch.counts(), before);
  assert.ok(grownBytes < MB, `${grownBytes} bytes`);
  return { grownBytes };
}

/** A browser may repeat a request that was reset: nobody ever connects over what that opens. */
const isOver = ({ closed, received }) => closed !== null || received.length === 0;

/** Loses the connection of `count` clients, one after the other. */
function cycle(page, url, transport, count) {
  return page.evaluate(
    async ([url, transport, count]) => {
      for (let round = 0; round < count; round++) {
        const client = await connected(url, { transports: [transport], reconnect: { initialDelayMs: 1 } });
        const { messages } = await inbox(client, "/topic/a");
        const lost = event(client, "disconnected");
        // Over xhr-polling the server has nothing to reset between two polls.
        do client.begin();
        while (!(await Promise.race([lost, sleep(50)])));
        await client.send("/topic/a", "x".repeat(1_000), { receipt: true });
        await until(() => messages.length === 1);
        await client.disconnect();
      }
      // The last of the timers above is over then.
      await sleep(50);
    },
    [url, transport, count],
  );
}

/** Asks the browser what a page holds. @param {import("playwright-core").Page} page */
async function watchPage(page) {
  const session = await page.context().newCDPSession(page);
  const open = new Set();
  for (const event of ["requestWillBeSent", "webSocketCreated"]) {
    session.on(`Network.${event}`, ({ requestId }) => open.add(requestId));
  }
  for (const event of ["loadingFinished", "loadingFailed", "webSocketClosed"]) {
    session.on(`Network.${event}`, ({ requestId }) => open.delete(requestId));
  }
  await session.send("Network.enable");

  await keepTimers(page);

  const listeners = async (expression) => {
    const { result } = await session.send("Runtime.evaluate", { expression });
    const { objectId } = result;
    const { listeners } = await session.send("DOMDebugger.getEventListeners", { objectId });
    await session.send("Runtime.releaseObject", { objectId });
    return listeners.map(({ type }) => type).sort();
  };

  return {
    requests: () => open.size,
    counts: async () => ({
      timers: await page.evaluate(() => timers.size),
      window: await listeners("window"),
      document: await listeners("document"),
    }),
    async heapBytes() {
      await session.send("HeapProfiler.collectGarbage");
      return (await session.send("Runtime.getHeapUsage")).usedSize;
    },
  };
}
