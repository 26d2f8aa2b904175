import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { launchLivingChromium } from "../packaging/living-chromium.mjs";
import { until } from "../server/harness.mjs";
import { hide, takeOffline, tellEverything } from "./page-life.mjs";
import { useDemoServer } from "./pages.mjs";

const { start } = useDemoServer(launchLivingChromium);

const BODIES = ["one", "two", "three"];
/** Long enough for a second connection to be seen. */
const SETTLED_MS = 500;

/** A page with a connection, which would be made again much too late if nothing else happened. */
async function startConnected(t, transport) {
  const { page, server, url, control } = await start(t);
  await page.evaluate(
    async ([url, transports]) => {
      const reconnect = { initialDelayMs: 600_000, maxDelayMs: 600_000 };
      globalThis.client = await connected(url, { transports, reconnect });
      globalThis.lines = listen(client);
      globalThis.arrived = await inbox(client, "/topic/a");
    },
    [transport === "websocket" ? url : `${server.url}/ws`, [transport]],
  );
  return { page, control };
}

const send = (page) =>
  page.evaluate((bodies) => {
    for (const body of bodies) client.send("/topic/a", body);
  }, BODIES);

/** That all was delivered in order, over the second of two connections. */
async function checkDelivery(page, control, reason) {
  const bodies = await page.evaluate(async (count) => {
    await until(() => arrived.messages.length === count);
    return arrived.bodies();
  }, BODIES.length);
  assert.deepEqual(bodies, BODIES);
  await sleep(SETTLED_MS);
  const lines = await page.evaluate(() => lines.filter((line) => !line.startsWith("statechange")));
  assert.deepEqual(lines, [`disconnected: ${reason}`, "connected: again"]);
  // A browser repeats a request whose TCP connection was reset, and a SockJS server opens a session for it.
  const connections = control.connections().filter(({ received }) => received.length > 0);
  assert.deepEqual(connections.map(({ closed }) => closed === null), [false, true]);
}

for (const transport of ["websocket", "xhr-streaming", "xhr-polling"]) {
  describe(`over ${transport} there is one new connection, which brings what waits in order,`, { timeout: 60_000 }, () => {
    it("when a frozen page goes on", async (t) => {
      const { page, control } = await startConnected(t, transport);
      const show = await hide(t, page);
      const session = await page.context().newCDPSession(page);
      await session.send("Page.setWebLifecycleState", { state: "frozen" });
      await until(() => control.connections()[0].closed);
      assert.equal(control.connections()[0].received.at(-1).command, "DISCONNECT");
      await send(page);
      await session.send("Page.setWebLifecycleState", { state: "active" });
      await show();
      await tellEverything(page);
      await checkDelivery(page, control, "suspended");
    });

    it("when the network is back", async (t) => {
      const { page, control } = await startConnected(t, transport);
      const giveBack = await takeOffline(t, page);
      control.do(control.connections()[0].id, [{ reset: true }]);
      await page.evaluate(() => until(() => client.state === "connecting"));
      await send(page);
      await giveBack();
      await tellEverything(page);
      await checkDelivery(page, control, "connection-lost");
    });
  });

  it(`over ${transport} a connection that lives is left alone, whatever is told of the page`, { timeout: 60_000 }, async (t) => {
    const { page, control } = await startConnected(t, transport);
    const show = await hide(t, page);
    await show();
    await tellEverything(page);
    await send(page);
    await page.evaluate((count) => until(() => arrived.messages.length === count), BODIES.length);
    await sleep(SETTLED_MS);
    assert.deepEqual(await page.evaluate(() => lines), []);
    assert.deepEqual(control.connections().map(({ closed }) => closed), [null]);
  });
}
