import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { until } from "../server/harness.mjs";
import { NETWORKS, paths, useNetworks, visit } from "./networks.mjs";

/**
 * What other browsers than Chromium are tested with: every way to the server, and what depends on the browser there.
 *
 * @param {string} browser
 * @param {() => Promise<object>} launch starts it
 */
export function describeBasics(browser, launch) {
  const { start } = useNetworks(launch);

  describe(`in ${browser} a client connects over a network`, { timeout: 60_000 }, () => {
    for (const [what, [network, transport, expected]] of Object.entries(EXPECTED)) {
      it(what, async (t) => {
        const { page, url, control } = await start(t, network);
        const { attempts, ...visited } = await visit(page, url);
        const others = attempts.filter((line) => !line.startsWith("info"));
        assert.deepEqual([visited.transport, others], [transport, expected]);
        await until(() => control.connections().every(({ closed }) => closed));
      });
    }

    it("that answers everything with a page: not at all", async (t) => {
      const { page, url, proxy } = await start(t, { html: true });
      const { code, message } = await page.evaluate((url) => failure(new Client(url).connect()), url);
      assert.equal(code, "all-transports-failed");
      assert.match(message, /xhr-streaming no-frame, xhr-polling no-frame$/);
      assert.ok(paths(proxy).length <= 12);
    });
  });

  describe(`in ${browser}`, { timeout: 60_000 }, () => {
    for (const transport of ["websocket", "xhr-streaming", "xhr-polling"]) {
      it(`a client is back when the server closes over ${transport}, with all that waited`, async (t) => {
        const { page, url, control } = await start(t);
        await page.evaluate(
          async ([url, transport]) => {
            globalThis.client = await connected(url, { transports: [transport], reconnect: { initialDelayMs: 50 } });
            globalThis.arrived = await inbox(client, "/topic/a");
            globalThis.lines = listen(client);
            event(client, "disconnected").then(() => client.send("/topic/a", "meanwhile"));
            await client.send("/topic/a", "before", { receipt: true });
            // What is under way when the server closes is lost with it.
            await until(() => arrived.messages.length === 1);
          },
          [url, transport],
        );
        control.do(control.connections()[0].id, [{ close: {} }]);
        const [bodies, lines] = await page.evaluate(async () => {
          await until(() => arrived.messages.length === 2);
          await client.disconnect();
          return [arrived.bodies(), lines.filter((line) => !line.startsWith("statechange"))];
        });
        assert.deepEqual(bodies, ["before", "meanwhile"]);
        assert.deepEqual(lines, ["disconnected: connection-lost", "connected: again", "disconnected: null"]);
      });
    }

    for (const transport of ["xhr-streaming", "xhr-polling"]) {
      const options = { transports: [transport] };

      it(`requests to another origin need no preflight over ${transport}`, async (t) => {
        const { page, url, proxy } = await start(t);
        await visit(page, url, options);
        const methods = proxy.requests().map(({ method }) => method);
        assert.deepEqual(new Set(methods), new Set(["GET", "POST"]));
      });

      it(`cookies go along over ${transport}`, async (t) => {
        const { page, url, proxy } = await start(t, {}, { sockJs: { jsessionid: true } });
        await visit(page, url, options);
        const [, ...later] = proxy.requests().filter(({ method }) => method === "POST");
        assert.deepEqual(new Set(later.map(({ headers }) => headers.cookie)), new Set(["JSESSIONID=dummy"]));
      });

      it(`messages arrive in order over ${transport}, however often the answer ends`, async (t) => {
        const { page, url, control } = await start(t, {}, { sockJs: { response_limit: 4_096 } });
        const arrived = page.evaluate(
          async ([url, options]) => {
            const client = await connected(url, options);
            const { messages, bodies } = await inbox(client, "/topic/a");
            await until(() => messages.length === 500);
            return bodies();
          },
          [url, options],
        );
        await until(() => control.connections()[0]?.sent === 2);
        const bodies = Array.from({ length: 500 }, (_, number) => `${number} 안녕 😀`);
        for (const body of bodies) control.publish({ destination: "/topic/a", body });
        assert.deepEqual(await arrived, bodies);
      });
    }
  });
}

const EXPECTED = {
  ...NETWORKS,
  // Where a server agrees to none of the sub-protocols that it was offered, only Chromium closes the WebSocket.
  "that lets everything through": [{}, "websocket", ["raw websocket opened stomp"]],
};
