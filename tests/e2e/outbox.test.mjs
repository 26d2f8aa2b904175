import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { until } from "../server/harness.mjs";
import { useDemoServer } from "./pages.mjs";

const { start } = useDemoServer();

const sends = (control) =>
  control.connections().flatMap(({ received }) => received.filter(({ command }) => command === "SEND"));
const bodies = (control) => sends(control).map(({ body }) => body.toString());

describe("what is sent while there is no connection", { timeout: 60_000 }, () => {
  it("waits from the first moment of connect() on, and leaves in order", async (t) => {
    const { page, url, control } = await start(t);
    const queued = await page.evaluate(async (url) => {
      const client = new Client(url);
      const connecting = client.connect();
      const bytes = new TextEncoder().encode("two");
      const sent = [
        client.send("/topic/a", "one"),
        client.send("/topic/a", bytes),
        client.send("/topic/a", { number: 3 }),
      ];
      bytes.fill(0);
      const { queued } = client;
      await connecting;
      sent.push(client.send("/topic/a", "four", { receipt: true }));
      await Promise.all(sent);
      return [queued, client.queued];
    }, url);
    assert.deepEqual(queued, [3, 0]);
    assert.deepEqual(bodies(control), ["one", "two", '{"number":3}', "four"]);
  });

  it("is told how much of it there is", async (t) => {
    const { page, url } = await start(t);
    const told = await page.evaluate(async (url) => {
      const client = await connected(url);
      await client.disconnect();
      const told = [];
      client.addEventListener("outbox", ({ queued, queuedBytes }) => told.push([queued, queuedBytes > 0]));
      const connecting = client.connect();
      client.send("/topic/a", "x");
      await connecting;
      await client.send("/topic/a", "last", { receipt: true });
      return told;
    }, url);
    assert.deepEqual(told, [[1, true], [0, false]]);
  });

  it("is taken out by its signal, or with all the others, also while the WebAssembly loads", async (t) => {
    const { page, url, control } = await start(t);
    const [early, late] = await page.evaluate(async (url) => {
      const client = new Client(url);
      const take = async () => {
        const connecting = client.connect();
        const controller = new AbortController();
        const sent = [
          client.send("/topic/a", "aborted", { signal: controller.signal }),
          client.send("/topic/a", "cleared"),
        ].map(failure);
        controller.abort();
        const count = client.clearOutbox();
        const codes = (await Promise.all(sent)).map(({ code }) => code);
        await connecting;
        await client.send("/topic/a", "stays", { receipt: true });
        return [count, ...codes];
      };
      const early = await take();
      await client.disconnect();
      return [early, await take()];
    }, url);
    assert.deepEqual([early, late], Array(2).fill([1, "aborted", "outbox-cleared"]));
    assert.deepEqual(bodies(control), ["stays", "stays"]);
  });

  it("is told why nothing comes of it", async (t) => {
    const { page, url } = await start(t);
    const codes = await page.evaluate(async (url) => {
      const reason = async (end) => {
        const client = new Client(url, { outbox: { maxMessages: 1 } });
        const controller = new AbortController();
        const connecting = failure(client.connect({ signal: controller.signal }));
        const sent = [client.send("/topic/a", "x"), client.send("/topic/a", "y")].map(failure);
        end(client, controller);
        await connecting;
        return (await Promise.all(sent)).map(({ code }) => code).join();
      };
      const ends = [(client) => client.disconnect(), (_, controller) => controller.abort(), () => {}];
      const early = [];
      for (const end of ends.slice(0, 2)) early.push(await reason(end));
      await preload();
      const late = [];
      for (const end of ends) late.push(await reason(end));
      return [early, late];
    }, url);
    // Nothing is counted before the core is there to do it.
    assert.deepEqual(codes, [
      ["disconnected,disconnected", "aborted,aborted"],
      ["disconnected,outbox-full", "aborted,outbox-full", ",outbox-full"],
    ]);
  });

  it("does not wait where there is no outbox", async (t) => {
    const { page, url } = await start(t);
    const [code, resolved] = await page.evaluate(async (url) => {
      const client = new Client(url, { outbox: false });
      const connecting = client.connect();
      const { code } = await failure(client.send("/topic/a", "x"));
      await connecting;
      return [code, await client.send("/topic/a", "x", { receipt: true })];
    }, url);
    assert.deepEqual([code, resolved], ["not-connected", undefined]);
  });

  it("is repeated where it is not confirmed, under the same receipt", async (t) => {
    const { page, url, control } = await start(t);
    control.script({ rules: [{ on: "receive", command: "SEND", do: [{ reset: true }] }] });
    const state = await page.evaluate(async (url) => {
      const client = await connected(url, { reconnect: { initialDelayMs: 1 } });
      await client.send("/topic/a", "x", { retry: true });
      return client.state;
    }, url);
    assert.equal(state, "connected");
    const headers = sends(control).map(({ headers }) => [headers.receipt, headers["redelivery-count"]]);
    assert.equal(headers.length, 2);
    assert.deepEqual(headers, [[headers[0][0], undefined], [headers[0][0], "1"]]);
  });

  it("is refused where it cannot be repeated", async (t) => {
    const { page, url } = await start(t);
    const errors = await page.evaluate(async (url) => {
      const client = await connected(url);
      const without = await connected(url, { outbox: false });
      const { id } = client.begin();
      return [
        await failure(without.send("/topic/a", "x", { retry: true })),
        await failure(client.send("/topic/a", "x", { retry: true, transaction: id })),
        await failure(client.send("/topic/a", "x", { retry: true, headers: { transaction: id } })),
      ];
    }, url);
    assert.deepEqual(errors.map(({ code }) => code), Array(3).fill("invalid-option"));
    assert.match(errors[0].message, /retry.*outbox.*transaction/);
  });

  it("is refused at once where no frame could carry its headers", async (t) => {
    const { page, url, control } = await start(t);
    const error = await page.evaluate(async (url) => {
      const client = await connected(url, { versions: ["1.0"] });
      await client.disconnect();
      const connecting = client.connect();
      const error = await failure(client.send("/topic/a", "x", { headers: { fine: "a", wrong: "a\nb" } }));
      await connecting;
      return error;
    }, url);
    assert.equal(error.code, "invalid-header");
    assert.match(error.message, /"wrong"/);
    assert.deepEqual(sends(control), []);
  });
});

describe("a transaction", { timeout: 60_000 }, () => {
  it("ends with its connection: nothing of it waits, nothing is sent on the next one", async (t) => {
    const { page, url, control } = await start(t);
    control.script({ rules: [{ on: "receive", command: "SEND", do: [{ reset: true }] }] });
    const codes = await page.evaluate(async (url) => {
      const client = await connected(url, { reconnect: { initialDelayMs: 1 } });
      const { messages } = await inbox(client, "/topic/a");
      const transaction = client.begin();
      const pending = failure(transaction.send("/topic/a", "x", { receipt: true }));
      const lost = event(client, "disconnected");
      const { code } = await pending;
      await lost;
      const all = () =>
        Promise.all(
          [
            transaction.send("/topic/a", "y"),
            transaction.ack(messages[0] ?? { ack: () => Promise.resolve() }),
            transaction.commit(),
            transaction.abort(),
          ].map(failure),
        );
      const waiting = await all();
      if (client.state !== "connected") await event(client, "connected");
      const again = await all();
      return [code, ...[...waiting, ...again].map(({ code }) => code)];
    }, url);
    assert.deepEqual(codes, ["unconfirmed", ...Array(8).fill("ended")]);
    assert.deepEqual(bodies(control), ["x"]);
  });

  it("is over once it is committed", async (t) => {
    const { page, url, control } = await start(t);
    const codes = await page.evaluate(async (url) => {
      const client = await connected(url);
      const transaction = client.begin();
      await transaction.commit();
      return Promise.all(
        [transaction.commit(), transaction.abort(), transaction.send("/topic/a", "x")].map(failure),
      ).then((errors) => errors.map(({ code }) => code));
    }, url);
    assert.deepEqual(codes, Array(3).fill("ended"));
    await until(() => control.connections()[0].received.at(-1).command === "COMMIT");
  });
});
