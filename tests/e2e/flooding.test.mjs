// A server that never stops sending: the page stays small, and ends the connection with a reason.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { serveFlood } from "./floods.mjs";
import { usePages } from "./pages.mjs";

const { open } = usePages();

const KIB = 1_024;
const MIB = 1_024 * KIB;
const GIB = 1_024 * MIB;

const PIECE = "x".repeat(64 * KIB);
const MESSAGE = "MESSAGE\nsubscription:sub-0\nmessage-id:1\ndestination:/topic/a\n";

/** Begins in one way and goes on in another. */
function* endless(first, piece, size = GIB) {
  yield first;
  for (let sent = 0; sent < size; sent += piece.length) yield piece;
}

function* inBytes(texts) {
  for (const text of texts) yield Buffer.from(text);
}

const breach = (problem, limit) => ({ problem, limit });

/** What is sent, and which limit that is over. */
const FLOODS = {
  "a body without end": [() => endless(`${MESSAGE}\n`, PIECE), breach("frame-too-large", 16 * MIB)],
  "a body of another script without end": [
    () => endless(`${MESSAGE}\n`, "가나다라".repeat(4 * KIB)),
    breach("frame-too-large", 16 * MIB),
  ],
  "a body whose length is a gibibyte": [
    () => endless(`${MESSAGE}content-length:${GIB}\n\n`, PIECE),
    breach("frame-too-large", 16 * MIB),
  ],
  "headers without end": [
    () => endless("MESSAGE\n", "name:value\n".repeat(KIB)),
    breach("header-block-too-large", 256 * KIB),
  ],
  "a header line without end": [() => endless("MESSAGE\nname:", PIECE), breach("header-line-too-long", 64 * KIB)],
  "messages of one byte": [() => endless(`${MESSAGE}\n`, "x", 64 * KIB), breach("too-many-parts", 4_096)],
};

const BYTES = "a WebSocket's binary messages";

/** Over what it comes, and with which options. */
const WAYS = {
  "a WebSocket": { sockjs: false },
  [BYTES]: { sockjs: false },
  "xhr-streaming": { transports: ["xhr-streaming"] },
};

/** What JavaScript holds. More comes between the collection and the count: the smallest of three is nearest. */
async function heap(devTools) {
  const sizes = [];
  for (let time = 0; time < 3; time++) {
    await devTools.send("HeapProfiler.collectGarbage");
    const { usedSize, embedderHeapUsedSize, backingStorageSize } = await devTools.send("Runtime.getHeapUsage");
    sizes.push(usedSize + embedderHeapUsedSize + backingStorageSize);
  }
  return Math.min(...sizes);
}

describe("a page that is sent a gibibyte,", { timeout: 300_000 }, () => {
  /** Connects and is flooded. @returns why it ended, and by how much the page has grown at most */
  async function suffer(t, server, options) {
    const page = await open(t);
    await page.evaluate(() => {
      const { instantiate } = WebAssembly;
      WebAssembly.instantiate = async (...given) => {
        const instance = await instantiate(...given);
        globalThis.memoryBytes = () => instance.exports.memory.buffer.byteLength;
        return instance;
      };
      return preload();
    });
    const devTools = await page.context().newCDPSession(page);
    const memoryBefore = await page.evaluate(() => memoryBytes());
    const heapBefore = await heap(devTools);
    let over = false;
    const ending = page
      .evaluate(
        async ([url, options]) => {
          const client = new Client(url, { ...options, reconnect: false });
          client.subscribe("/topic/a", () => {});
          const ended = event(client, "disconnected");
          await client.connect();
          const { reason } = await ended;
          return { code: reason.code, problem: reason.protocol?.problem, limit: reason.protocol?.limit };
        },
        [server.url, options],
      )
      .finally(() => (over = true));
    let heapPeak = 0;
    while (!over) {
      heapPeak = Math.max(heapPeak, (await heap(devTools)) - heapBefore);
      await sleep(20);
    }
    const reason = await ending;
    await server.refused;
    // A module's memory never shrinks.
    const memory = (await page.evaluate(() => memoryBytes())) - memoryBefore;
    const inMiB = (bytes) => `${(bytes / MIB).toFixed(1)} MiB`;
    t.diagnostic(`sent ${inMiB(server.sent())}; heap +${inMiB(heapPeak)}, module's memory +${inMiB(memory)}`);
    return { ...reason, growth: heapPeak + memory };
  }

  for (const [way, options] of Object.entries(WAYS)) {
    for (const [what, [flood, expected]] of Object.entries(FLOODS)) {
      it(`over ${way}, as ${what}, ends it and stays small`, async (t) => {
        const server = await serveFlood(t, way === BYTES ? inBytes(flood()) : flood());
        const { code, problem, limit, growth } = await suffer(t, server, options);
        assert.deepEqual({ code, problem, limit }, { code: "protocol", ...expected });
        assert.ok(growth < 32 * MIB, `${growth} bytes`);
        assert.ok(server.sent() < GIB, `${server.sent()} bytes were taken`);
      });
    }
  }

  it("over xhr-streaming, as a line without end, ends it and stays small", async (t) => {
    const server = await serveFlood(t, [], endless('a["', PIECE));
    const { code, problem, growth } = await suffer(t, server, WAYS["xhr-streaming"]);
    assert.deepEqual({ code, problem }, { code: "protocol", problem: "broken-framing" });
    assert.ok(growth < 64 * MIB, `${growth} bytes`);
    assert.ok(server.sent() < GIB, `${server.sent()} bytes were taken`);
  });
});
