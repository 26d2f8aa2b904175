import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { until } from "../server/harness.mjs";
import { useDemoServer } from "./pages.mjs";

const { start } = useDemoServer();

describe("a callback", { timeout: 60_000 }, () => {
  /** Three messages arrive in one WebSocket message. */
  async function deliverThree(control) {
    await until(() => control.connections()[0]?.received.at(-1)?.command === "SUBSCRIBE");
    const [{ id }] = control.connections();
    const frame = (number) =>
      `MESSAGE\nsubscription:sub-0\nmessage-id:${number}\ndestination:/topic/a\n\n${number}\0`;
    control.do(id, [{ raw: frame(1) + frame(2) + frame(3) }]);
  }

  it("that throws is an uncaught error and an error event, and the others of its batch arrive", async (t) => {
    const { page, url, control } = await start(t);
    const told = page.evaluate(async (url) => {
      const client = await connected(url);
      const lines = listen(client);
      const bodies = [];
      client.subscribe("/topic/a", ({ body }) => {
        bodies.push(body);
        if (body === "1") throw new Error("a bug in the page");
      });
      await until(() => bodies.length === 3);
      return [client.state, bodies, lines];
    }, url);
    await deliverThree(control);
    assert.deepEqual(await told, ["connected", ["1", "2", "3"], ["error: handler-failed"]]);
    assert.deepEqual(page.errors.splice(0), ["a bug in the page"]);
  });

  it("may send, subscribe, unsubscribe, begin, and disconnect", async (t) => {
    const { page, url, control } = await start(t);
    const outcome = page.evaluate(async (url) => {
      const client = await connected(url);
      const bodies = [];
      let ended;
      const subscription = client.subscribe("/topic/a", ({ body }) => {
        bodies.push(body);
        if (body === "1") client.subscribe("/topic/b", ({ body }) => bodies.push(body));
        if (body === "1") client.send("/topic/b", "from within");
        if (body === "2") client.begin().commit();
        if (body === "3") ended = Promise.all([subscription.unsubscribe(), client.disconnect()]);
      });
      await until(() => ended);
      await ended;
      return [client.state, bodies.slice(0, 3)];
    }, url);
    await deliverThree(control);
    assert.deepEqual(await outcome, ["inactive", ["1", "2", "3"]]);
    await until(() => control.connections()[0].received.at(-1).command === "DISCONNECT");
    const commands = control.connections()[0].received.map(({ command }) => command);
    assert.deepEqual(commands.slice(2), ["SUBSCRIBE", "SEND", "BEGIN", "COMMIT", "UNSUBSCRIBE", "DISCONNECT"]);
  });

  it("that unsubscribes gets none of the others of its batch", async (t) => {
    const { page, url, control } = await start(t);
    const bodies = page.evaluate(async (url) => {
      const client = await connected(url);
      const bodies = [];
      const subscription = client.subscribe("/topic/a", ({ body }) => {
        bodies.push(body);
        subscription.unsubscribe();
      });
      await until(() => bodies.length > 0);
      await client.send("/topic/a", "", { receipt: true });
      return bodies;
    }, url);
    await deliverThree(control);
    assert.deepEqual(await bodies, ["1"]);
  });

  it("of an event may connect again at once", async (t) => {
    const { page, url, control } = await start(t);
    control.script({ rules: [{ on: "receive", command: "SEND", do: [{ reset: true }] }] });
    const lines = await page.evaluate(async (url) => {
      const client = await connected(url);
      const lines = listen(client);
      client.addEventListener("disconnected", () => client.connect());
      client.send("/topic/a", "the last");
      await event(client, "connected");
      return lines;
    }, url);
    assert.deepEqual(lines, [
      "statechange: connecting",
      "disconnected: connection-lost",
      "statechange: connected",
      "connected: again",
    ]);
  });

  it("for the log that throws does no harm", async (t) => {
    const { page, url } = await start(t);
    const state = await page.evaluate(async (url) => {
      const debug = () => {
        throw new Error("a bug in the log");
      };
      const client = await connected(url, { debug });
      return client.state;
    }, url);
    assert.equal(state, "connected");
    assert.deepEqual(new Set(page.errors.splice(0)), new Set(["a bug in the log"]));
  });
});
