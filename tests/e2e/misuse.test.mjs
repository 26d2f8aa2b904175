// What a page does wrong, and the code and the sentence that it is told.

import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { useDemoServer } from "./pages.mjs";

const { start } = useDemoServer();

/** Calls with a client that is connected, what they are told, and with which words. */
const MISUSES = {
  "send after disconnect": [
    async (client) => {
      await client.disconnect();
      return failure(client.send("/topic/a", "x"));
    },
    "not-connected",
    /there is no connection/,
  ],
  "ack after the connection has ended": [
    async (client) => {
      const { messages } = await inbox(client, "/queue/work", { ack: "client-individual" });
      await client.send("/queue/work", "task", { receipt: true });
      await until(() => messages.length === 1);
      await client.disconnect();
      await client.connect();
      return failure(messages[0].ack());
    },
    "stale-message",
    /earlier connection/,
  ],
  "ack of what has been acknowledged": [
    async (client) => {
      const { messages } = await inbox(client, "/queue/work", { ack: "client-individual" });
      await client.send("/queue/work", "task", { receipt: true });
      await until(() => messages.length === 1);
      await messages[0].ack();
      const again = [await failure(messages[0].nack()), await failure(messages[0].ack())];
      await client.send("/queue/other", "still connected", { receipt: true });
      return again[0].code === again[1].code && again[1];
    },
    "stale-message",
    /has been before/,
  ],
  "connect with a signal that is aborted already": [
    async (client) => {
      await client.disconnect();
      return failure(client.connect({ signal: AbortSignal.abort("enough") }));
    },
    "aborted",
    /signal was aborted/,
  ],
  "send with a signal that is aborted already": [
    async (client) => failure(client.send("/topic/a", "x", { signal: AbortSignal.abort("enough") })),
    "aborted",
    /signal was aborted/,
  ],
  "retry within a transaction": [
    async (client) => failure(client.begin().send("/topic/a", "x", { retry: true })),
    "invalid-option",
    /retry.*no transaction/,
  ],
  "commit twice": [
    async (client) => {
      const transaction = client.begin();
      await transaction.commit();
      return failure(transaction.commit());
    },
    "ended",
    /ended before/,
  ],
  "an id that is taken": [
    async (client) => {
      client.subscribe("/topic/a", () => {}, { id: "mine" });
      return thrown(() => client.subscribe("/topic/b", () => {}, { id: "mine" }));
    },
    "duplicate-id",
    /subscription with this id/,
  ],
  "a receipt id of one's own, where the client makes one": [
    async (client) => failure(client.send("/topic/a", "x", { receipt: true, headers: { receipt: "mine" } })),
    "invalid-header",
    /"receipt".*client itself/,
  ],
};

/** Where an option takes a time, and none of these is one. */
const TIMES = {
  connectTimeoutMs: (value) => ({ connectTimeoutMs: value }),
  receiptTimeoutMs: (value) => ({ receiptTimeoutMs: value }),
  "heartbeat.outgoingMs": (value) => ({ heartbeat: { outgoingMs: value } }),
  "heartbeat.incomingMs": (value) => ({ heartbeat: { incomingMs: value } }),
  "reconnect.initialDelayMs": (value) => ({ reconnect: { initialDelayMs: value } }),
  "reconnect.maxDelayMs": (value) => ({ reconnect: { maxDelayMs: value } }),
  "reconnect.maxAttempts": (value) => ({ reconnect: { maxAttempts: value === Infinity ? -Infinity : value } }),
  "outbox.maxAgeMs": (value) => ({ outbox: { maxAgeMs: value } }),
  "limits.parts": (value) => ({ limits: { parts: value } }),
};

describe("the page is told its mistake:", { timeout: 60_000 }, () => {
  for (const [what, [act, code, sentence]] of Object.entries(MISUSES)) {
    it(what, async (t) => {
      const { page, url } = await start(t);
      const error = await page.evaluate(`connected(${JSON.stringify(url)}).then(${act})`);
      assert.equal(error.code, code);
      assert.match(error.message, sentence);
    });
  }

  for (const [name, options] of Object.entries(TIMES)) {
    it(`a negative or impossible ${name}`, async (t) => {
      const { page } = await start(t);
      const errors = await page.evaluate(`[-1, NaN, Infinity, 0.5, "10", 2 ** 31].map((value) =>
        thrown(() => new Client("ws://a.example/", (${options})(value))))`);
      for (const { code, message } of errors.slice(0, name.endsWith("maxAttempts") ? 5 : 6)) {
        assert.equal(code, "invalid-option", message);
        assert.ok(message.includes(name), message);
      }
    });
  }

  it("a negative or impossible timeout of disconnect", async (t) => {
    const { page, url } = await start(t);
    const errors = await page.evaluate(async (url) => {
      const client = await connected(url);
      const errors = [];
      for (const timeoutMs of [-1, NaN, Infinity]) errors.push(await failure(client.disconnect({ timeoutMs })));
      return errors;
    }, url);
    assert.deepEqual(errors.map(({ code }) => code), Array(3).fill("invalid-option"));
    for (const { message } of errors) assert.match(message, /timeoutMs/);
  });
});

describe("harmless, because it is repeated or too late:", { timeout: 60_000 }, () => {
  it("unsubscribing twice sends one UNSUBSCRIBE", async (t) => {
    const { page, url, control } = await start(t);
    await page.evaluate(async (url) => {
      const client = await connected(url);
      const { subscription } = await inbox(client, "/topic/a");
      await Promise.all([subscription.unsubscribe(), subscription.unsubscribe()]);
      await subscription.unsubscribe();
      await client.disconnect();
      await subscription.unsubscribe();
    }, url);
    const { received } = control.connections()[0];
    assert.equal(received.filter(({ command }) => command === "UNSUBSCRIBE").length, 1);
  });

  it("options that are changed later have no effect", async (t) => {
    const { page, url, control } = await start(t);
    await page.evaluate(async (url) => {
      const options = { connectHeaders: { login: "before" }, versions: ["1.1"], heartbeat: { outgoingMs: 1_000 } };
      const client = new Client(url, options);
      options.connectHeaders.login = "after";
      options.versions[0] = "1.0";
      options.heartbeat.outgoingMs = 5;
      await client.connect();
    }, url);
    const [{ headers }] = control.connections()[0].received;
    assert.equal(headers.login, "before");
    assert.equal(headers["accept-version"], "1.1");
    assert.match(headers["heart-beat"], /^1000,/);
  });
});
