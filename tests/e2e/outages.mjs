import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

/** The client's: a server that is held still is missed after two of its beats, before a request takes too long. */
const OPTIONS = {
  heartbeat: { outgoingMs: 1_000, incomingMs: 1_000 },
  reconnect: { initialDelayMs: 100, maxDelayMs: 500 },
  connectTimeoutMs: 4_000,
};

/**
 * The tests of a page whose server fails: it notices, comes back, listens again, and sends what has waited.
 *
 * @param {(t: import("node:test").TestContext) => Promise<import("./pages.mjs").Page>} open
 * @param {() => { process: import("../brokers/process.mjs").ServerProcess, restart(): Promise<void> }} server
 * @param {() => [url: string, options: object]} endpoint
 */
export function survivesOutages(open, server, endpoint) {
  /** A page that is connected, and keeps what it hears and the events that follow. */
  async function start(t) {
    const page = await open(t);
    const [url, options] = endpoint();
    await page.evaluate(
      async ([url, options]) => {
        globalThis.client = await connected(url, options);
        globalThis.inboxOfA = await inbox(client, "/topic/a");
        globalThis.ended = event(client, "disconnected");
        globalThis.back = event(client, "connected");
      },
      [url, { ...OPTIONS, ...options }],
    );
    return page;
  }

  /** What the page is told of the end. */
  const ended = (page) =>
    page.evaluate(async () => {
      const { reason, willReconnect } = await ended;
      return [reason.code, willReconnect];
    });

  /** Leaves messages in the outbox. @returns how many wait */
  const sendThree = (page) =>
    page.evaluate(() => {
      globalThis.sent = Promise.all(["하나", "둘", "셋"].map((body) => client.send("/topic/a", body)));
      return client.queued;
    });

  /** What comes of them. */
  const outcome = (page) =>
    page.evaluate(async () => {
      const { reconnected, gapMs } = await back;
      await sent;
      await until(() => inboxOfA.messages.length >= 3);
      return { reconnected, gapMs, heard: inboxOfA.bodies(), queued: client.queued };
    });

  const expected = { reconnected: true, heard: ["하나", "둘", "셋"], queued: 0 };

  it("that is killed and started again", async (t) => {
    const page = await start(t);
    await server().process.kill();
    assert.deepEqual(await ended(page), ["connection-lost", true]);
    assert.equal(await sendThree(page), 3);
    await server().restart();
    const { gapMs, ...rest } = await outcome(page);
    assert.deepEqual(rest, expected);
    assert.ok(gapMs > 0);
  });

  it("that is held still for longer than its beats allow", async (t) => {
    const page = await start(t);
    t.after(() => server().process.resume());
    const begun = Date.now();
    server().process.pause();
    assert.deepEqual(await ended(page), ["heartbeat-timeout", true]);
    assert.equal(await sendThree(page), 3);
    await sleep(1_000);
    const heldMs = Date.now() - begun;
    server().process.resume();
    const { gapMs, ...rest } = await outcome(page);
    assert.deepEqual(rest, expected);
    assert.ok(gapMs >= heldMs, `${gapMs} is less than ${heldMs}`);
  });
}
