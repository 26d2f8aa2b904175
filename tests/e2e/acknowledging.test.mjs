import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { until } from "../server/harness.mjs";
import { useDemoServer } from "./pages.mjs";

const { start } = useDemoServer();

describe("acknowledging", { timeout: 60_000 }, () => {
  it("one message at a time: a refused one comes again, an accepted one does not", async (t) => {
    const { page, url } = await start(t);
    const seen = await page.evaluate(async (url) => {
      const client = await connected(url);
      const { messages } = await inbox(client, "/queue/work", { ack: "client-individual" });
      await client.send("/queue/work", "task", { receipt: true });
      await messages[0].nack();
      await until(() => messages.length === 2);
      await messages[1].ack();
      await client.disconnect();
      await client.connect();
      await client.send("/queue/work", "next");
      await until(() => messages.length === 3);
      return messages.map((message) => [message.body, message.header("redelivered") ?? null]);
    }, url);
    assert.deepEqual(seen, [
      ["task", null],
      ["task", "true"],
      ["next", null],
    ]);
  });

  it("cumulatively: one ACK is for all before it", async (t) => {
    const { page, url } = await start(t);
    const again = await page.evaluate(async (url) => {
      const client = await connected(url);
      const { messages, bodies } = await inbox(client, "/queue/work", { ack: "client" });
      for (const body of ["1", "2", "3"]) await client.send("/queue/work", body, { receipt: true });
      await messages[1].ack();
      await client.disconnect();
      await client.connect();
      await until(() => messages.length === 4);
      return bodies().slice(3);
    }, url);
    assert.deepEqual(again, ["3"]);
  });

  for (const version of ["1.2", "1.1", "1.0"]) {
    it(`names the message as STOMP ${version} does`, async (t) => {
      const { page, url, control } = await start(t);
      const headers = await page.evaluate(
        async ([url, version]) => {
          const client = await connected(url, { versions: [version] });
          const { messages } = await inbox(client, "/queue/work", { ack: "client" });
          await client.send("/queue/work", "task", { receipt: true });
          await messages[0].ack({ note: "mine" });
          await client.send("/queue/other", "", { receipt: true });
          return { ...messages[0].headers };
        },
        [url, version],
      );
      const { received } = control.connections()[0];
      const ack = received.find(({ command }) => command === "ACK").headers;
      const { subscription, "message-id": id } = headers;
      const names = {
        "1.2": { id: headers.ack },
        1.1: { subscription, "message-id": id },
        "1.0": { "message-id": id },
      };
      const { note, ...own } = ack;
      assert.equal(note, "mine");
      for (const [name, value] of Object.entries(names[version])) assert.equal(own[name], value, name);
    });
  }

  it("cannot refuse a message on STOMP 1.0", async (t) => {
    const { page, url } = await start(t);
    const { code } = await page.evaluate(async (url) => {
      const client = await connected(url, { versions: ["1.0"] });
      const { messages } = await inbox(client, "/queue/work", { ack: "client" });
      await client.send("/queue/work", "task", { receipt: true });
      return failure(messages[0].nack());
    }, url);
    assert.equal(code, "unsupported");
  });

  it("cannot acknowledge a message of an earlier connection, or of none", async (t) => {
    const { page, url } = await start(t);
    const codes = await page.evaluate(async (url) => {
      const client = await connected(url);
      const { messages } = await inbox(client, "/queue/work", { ack: "client" });
      await client.send("/queue/work", "task", { receipt: true });
      const [message] = messages;
      await client.disconnect();
      const gone = await failure(message.ack());
      await client.connect();
      const stale = await failure(message.ack());
      return [gone.code, stale.code];
    }, url);
    assert.deepEqual(codes, ["not-connected", "stale-message"]);
  });
});

describe("a transaction", { timeout: 60_000 }, () => {
  it("sends nothing before commit(), then everything in order", async (t) => {
    const { page, url, control } = await start(t);
    const [before, after] = await page.evaluate(async (url) => {
      const client = await connected(url);
      const { messages, bodies } = await inbox(client, "/topic/a");
      const transaction = client.begin({ note: "mine" });
      await transaction.send("/topic/a", "1");
      await client.send("/topic/a", "2", { transaction: transaction.id, receipt: true });
      const before = bodies();
      await transaction.commit();
      await until(() => messages.length === 2);
      return [before, bodies()];
    }, url);
    assert.deepEqual([before, after], [[], ["1", "2"]]);
    const { headers } = control.connections()[0].received.find(({ command }) => command === "BEGIN");
    assert.equal(headers.note, "mine");
  });

  it("sends nothing after abort()", async (t) => {
    const { page, url } = await start(t);
    const bodies = await page.evaluate(async (url) => {
      const client = await connected(url);
      const { bodies } = await inbox(client, "/topic/a");
      const transaction = client.begin();
      await transaction.send("/topic/a", "never");
      await transaction.abort();
      await client.send("/topic/a", "after", { receipt: true });
      return bodies();
    }, url);
    assert.deepEqual(bodies, ["after"]);
  });

  it("takes acknowledgements back with abort()", async (t) => {
    const { page, url } = await start(t);
    const bodies = await page.evaluate(async (url) => {
      const client = await connected(url);
      const { messages, bodies } = await inbox(client, "/queue/work", { ack: "client-individual" });
      for (const body of ["1", "2"]) await client.send("/queue/work", body, { receipt: true });
      const committed = client.begin();
      await committed.ack(messages[0]);
      await committed.commit();
      const aborted = client.begin();
      await aborted.ack(messages[1]);
      await aborted.abort();
      await client.disconnect();
      await client.connect();
      await until(() => messages.length === 3);
      return bodies().slice(2);
    }, url);
    assert.deepEqual(bodies, ["2"]);
  });

  it("ends once, and with its connection", async (t) => {
    const { page, url } = await start(t);
    const codes = await page.evaluate(async (url) => {
      const client = await connected(url);
      const first = client.begin();
      await first.commit();
      const twice = [await failure(first.commit()), await failure(first.abort())];
      const second = client.begin();
      await client.disconnect();
      const gone = await failure(second.commit());
      await client.connect();
      const later = await failure(second.commit());
      return [...twice, gone, later].map(({ code }) => code);
    }, url);
    assert.deepEqual(codes, ["ended", "ended", "ended", "ended"]);
  });

  it("has an id of its own", async (t) => {
    const { page, url, control } = await start(t);
    const ids = await page.evaluate(async (url) => {
      const client = await connected(url);
      const ids = [client.begin().id, client.begin().id];
      await client.send("/topic/a", "", { receipt: true });
      return ids;
    }, url);
    assert.notEqual(ids[0], ids[1]);
    await until(() => control.connections()[0].received.length === 4);
    const begun = control.connections()[0].received.filter(({ command }) => command === "BEGIN");
    assert.deepEqual(begun.map(({ headers }) => headers.transaction), ids);
  });
});
