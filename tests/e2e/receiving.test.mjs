import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { until } from "../server/harness.mjs";
import { useDemoServer } from "./pages.mjs";

const { start } = useDemoServer();

describe("subscribing", { timeout: 60_000 }, () => {
  /** The commands that the server got, of these kinds, with one header of each. */
  const commands = ({ received }, kinds, header) =>
    received.filter(({ command }) => kinds.includes(command)).map(({ command, headers }) => [command, headers[header]]);

  it("works before connect(): the subscription is ready when the server has confirmed it", async (t) => {
    const { page, url, control } = await start(t);
    const received = await page.evaluate(async (url) => {
      const client = new Client(url);
      const ready = inbox(client, "/topic/a");
      await client.connect();
      const { messages, bodies } = await ready;
      await client.send("/topic/a", "x");
      await until(() => messages.length === 1);
      return bodies();
    }, url);
    assert.deepEqual(received, ["x"]);
    assert.deepEqual(commands(control.connections()[0], ["SUBSCRIBE"], "id"), [["SUBSCRIBE", "sub-0"]]);
  });

  it("goes on where connect() is called while disconnecting, and can then be ended", async (t) => {
    const { page, url, control } = await start(t);
    const received = await page.evaluate(async (url) => {
      const client = new Client(url);
      const bodies = [];
      const [first] = ["/topic/a", "/topic/b"].map((destination) =>
        client.subscribe(destination, ({ body }) => bodies.push(body)),
      );
      await client.connect();
      client.disconnect();
      await client.connect();
      await client.send("/topic/a", "to a", { receipt: true });
      await first.unsubscribe();
      await client.send("/topic/a", "to nobody", { receipt: true });
      await client.send("/topic/b", "to b");
      await until(() => bodies.includes("to b"));
      return bodies;
    }, url);
    assert.deepEqual(received, ["to a", "to b"]);
    const [, second] = control.connections();
    assert.deepEqual(commands(second, ["UNSUBSCRIBE"], "id"), [["UNSUBSCRIBE", "sub-0"]]);
  });

  it("is done again, in order, on every connection, but for what was unsubscribed", async (t) => {
    const { page, url, control } = await start(t);
    const received = await page.evaluate(async (url) => {
      const client = new Client(url);
      const bodies = [];
      const [, second] = ["/topic/a", "/topic/b", "/topic/c"].map((destination) =>
        client.subscribe(destination, ({ body }) => bodies.push(body)),
      );
      await client.connect();
      await second.unsubscribe();
      await client.disconnect();
      await client.connect();
      await client.send("/topic/a", "to a");
      await client.send("/topic/b", "to b");
      await client.send("/topic/c", "to c");
      await until(() => bodies.length === 2);
      return bodies;
    }, url);
    assert.deepEqual(received, ["to a", "to c"]);
    const [first, second] = control.connections();
    assert.deepEqual(commands(first, ["SUBSCRIBE", "UNSUBSCRIBE"], "id"), [
      ["SUBSCRIBE", "sub-0"],
      ["SUBSCRIBE", "sub-1"],
      ["SUBSCRIBE", "sub-2"],
      ["UNSUBSCRIBE", "sub-1"],
    ]);
    assert.deepEqual(commands(second, ["SUBSCRIBE"], "destination"), [
      ["SUBSCRIBE", "/topic/a"],
      ["SUBSCRIBE", "/topic/c"],
    ]);
  });

  it("ends with unsubscribe(): what is still on its way is dropped, without a word", async (t) => {
    const { page, url, control } = await start(t);
    control.script({ rules: [{ on: "receive", command: "UNSUBSCRIBE", do: [{ drop: true }] }] });
    const [before, after, lines] = await page.evaluate(async (url) => {
      const client = await connected(url);
      const { messages, bodies, subscription } = await inbox(client, "/topic/a");
      await client.send("/topic/a", "before", { receipt: true });
      const lines = listen(client);
      const before = bodies();
      await subscription.unsubscribe();
      await subscription.unsubscribe();
      await client.send("/topic/a", "after", { receipt: true });
      return [before, messages.length, lines];
    }, url);
    assert.deepEqual([before, after, lines], [["before"], 1, []]);
    assert.deepEqual(commands(control.connections()[0], ["UNSUBSCRIBE"], "id"), [["UNSUBSCRIBE", "sub-0"]]);
  });

  it("takes an id and headers of one's own, and refuses an id that is taken", async (t) => {
    const { page, url, control } = await start(t);
    const { code } = await page.evaluate(async (url) => {
      const client = await connected(url);
      const options = { id: "mine", headers: { selector: "a:b" } };
      const { subscription } = await inbox(client, "/topic/a", options);
      await subscription.unsubscribe({ reason: "done" });
      await inbox(client, "/topic/a", options);
      return thrown(() => client.subscribe("/topic/b", () => {}, options));
    }, url);
    assert.equal(code, "duplicate-id");
    const { received } = control.connections()[0];
    assert.equal(received[1].headers.id, "mine");
    assert.equal(received[1].headers.selector, "a\\cb");
    assert.equal(received[2].headers.reason, "done");
  });

  it("is refused for headers that no frame can carry, now or on the next connection", async (t) => {
    const { page, url, control } = await start(t);
    const outcome = await page.evaluate(async (url) => {
      const client = new Client(url);
      const headers = { selector: "a\0b" };
      const early = client.subscribe("/topic/a", () => {}, { headers });
      await client.connect();
      const late = client.subscribe("/topic/a", () => {}, { headers });
      const errors = [await failure(early.ready), await failure(late.ready)];
      return [client.state, ...errors.map(({ code }) => code)];
    }, url);
    assert.deepEqual(outcome, ["connected", "invalid-header", "invalid-header"]);
    assert.deepEqual(commands(control.connections()[0], ["SUBSCRIBE"], "id"), []);
  });

  it("keeps two subscriptions to one destination apart", async (t) => {
    const { page, url } = await start(t);
    const counts = await page.evaluate(async (url) => {
      const client = await connected(url);
      const first = await inbox(client, "/topic/a");
      const second = await inbox(client, "/topic/a");
      await client.send("/topic/a", "both", { receipt: true });
      await first.subscription.unsubscribe();
      await client.send("/topic/a", "second", { receipt: true });
      return [first.bodies(), second.bodies()];
    }, url);
    assert.deepEqual(counts, [["both"], ["both", "second"]]);
  });

  it("gives the messages to a loop, and ends when the loop is left", async (t) => {
    const { page, url, control } = await start(t);
    const bodies = await page.evaluate(async (url) => {
      const client = await connected(url);
      const subscription = client.subscribe("/topic/a");
      await subscription.ready;
      for (let number = 0; number < 5; number++) client.send("/topic/a", `${number}`);
      const bodies = [];
      for await (const { body } of subscription) {
        bodies.push(body);
        if (bodies.length === 3) break;
      }
      return bodies;
    }, url);
    assert.deepEqual(bodies, ["0", "1", "2"]);
    await until(() => control.connections()[0].received.at(-1).command === "UNSUBSCRIBE");
  });

  it("ends the loop when somebody else unsubscribes", async (t) => {
    const { page, url } = await start(t);
    const bodies = await page.evaluate(async (url) => {
      const client = await connected(url);
      const subscription = client.subscribe("/topic/a");
      await client.send("/topic/a", "last", { receipt: true });
      const bodies = [];
      for await (const { body } of subscription) {
        bodies.push(body);
        subscription.unsubscribe();
      }
      return bodies;
    }, url);
    assert.deepEqual(bodies, ["last"]);
  });

  it("tells a loop that fell too far behind", async (t) => {
    const { page, url } = await start(t);
    const [count, code] = await page.evaluate(async (url) => {
      const client = await connected(url);
      const subscription = client.subscribe("/topic/a");
      await subscription.ready;
      const { messages } = await inbox(client, "/topic/done");
      for (let number = 0; number < 10_001; number++) client.send("/topic/a", "x");
      client.send("/topic/done", "done");
      await until(() => messages.length === 1);

      let count = 0;
      try {
        for await (const _ of subscription) count += 1;
      } catch ({ code }) {
        return [count, code];
      }
    }, url);
    assert.deepEqual([count, code], [10_000, "backlog"]);
  });

  it("gets what is sent to the user's own destination", async (t) => {
    const { page, url } = await start(t);
    const bodies = await page.evaluate(async (url) => {
      const [mine, other] = [await connected(url), await connected(url)];
      const inboxes = [await inbox(mine, "/user/queue/reply"), await inbox(other, "/user/queue/reply")];
      await mine.send("/user/queue/reply", "to myself", { receipt: true });
      await other.send("/topic/a", "a moment later", { receipt: true });
      return inboxes.map(({ bodies }) => bodies());
    }, url);
    assert.deepEqual(bodies, [["to myself"], []]);
  });
});

describe("a message", { timeout: 60_000 }, () => {
  it("has headers without a prototype, one header at a time, and a body in three forms", async (t) => {
    const { page, url } = await start(t);
    const message = await page.evaluate(async (url) => {
      const client = await connected(url);
      const { messages } = await inbox(client, "/topic/a");
      await client.send("/topic/a", `{"number":7}`, { headers: { "x-one": "1" }, receipt: true });
      const [{ headers }, message] = [messages[0], messages[0]];
      return {
        one: [message.header("x-one"), headers["x-one"]],
        none: [message.header("x-two"), headers["x-two"], message.header("toString"), headers.toString],
        prototype: Object.getPrototypeOf(headers),
        body: [message.body, message.json(), new TextDecoder().decode(message.bytes)],
        thenable: "then" in message,
      };
    }, url);
    assert.deepEqual(message, {
      one: ["1", "1"],
      none: [undefined, undefined, undefined, undefined],
      prototype: null,
      body: [`{"number":7}`, { number: 7 }, `{"number":7}`],
      thenable: false,
    });
  });

  it("throws the usual SyntaxError where its body is no JSON", async (t) => {
    const { page, url } = await start(t);
    const name = await page.evaluate(async (url) => {
      const client = await connected(url);
      const { messages } = await inbox(client, "/topic/a");
      await client.send("/topic/a", "no JSON", { receipt: true });
      try {
        return messages[0].json();
      } catch (error) {
        return error.name;
      }
    }, url);
    assert.equal(name, "SyntaxError");
  });

  it("has of repeated headers the first", async (t) => {
    const { page, url, control } = await start(t);
    control.script({
      rules: [{ on: "send", command: "MESSAGE", do: [{ edit: ["\nx-one:1", "\nx-one:first\nx-one:second"] }] }],
    });
    const values = await page.evaluate(async (url) => {
      const client = await connected(url);
      const { messages } = await inbox(client, "/topic/a");
      await client.send("/topic/a", "", { headers: { "x-one": "1" }, receipt: true });
      return [messages[0].header("x-one"), messages[0].headers["x-one"]];
    }, url);
    assert.deepEqual(values, ["first", "first"]);
  });

  it("that is kept still has its own headers and body after 10,000 others", async (t) => {
    const { page, url } = await start(t);
    const wrong = await page.evaluate(async (url) => {
      const client = await connected(url);
      const { messages } = await inbox(client, "/topic/a");
      for (let number = 0; number < 10_000; number++) {
        const headers = { number: `${number}`, path: `C:\\${number}` };
        const body = `body ${number}`;
        client.send("/topic/a", number % 2 ? body : new TextEncoder().encode(body), { headers });
      }
      await until(() => messages.length === 10_000);
      return messages.filter(
        (message, number) =>
          message.header("number") !== `${number}` ||
          message.headers.path !== `C:\\${number}` ||
          message.body !== `body ${number}`,
      ).length;
    }, url);
    assert.equal(wrong, 0);
  });

  it("for no subscription of ours, and a RECEIPT that nobody waits for, are told as events", async (t) => {
    const { page, url, control } = await start(t);
    const told = page.evaluate(async (url) => {
      const client = await connected(url);
      const lines = listen(client);
      await Promise.all([event(client, "unhandledmessage"), event(client, "unhandledreceipt")]);
      return [client.state, ...lines];
    }, url);
    await until(() => control.connections()[0]?.sent === 1);
    const [{ id }] = control.connections();
    control.do(id, [
      { raw: "MESSAGE\nsubscription:__proto__\nmessage-id:1\ndestination:/x\n\nlost\0" },
      { raw: "RECEIPT\nreceipt-id:constructor\n\n\0" },
    ]);
    assert.deepEqual(await told, ["connected", "unhandledmessage: lost", "unhandledreceipt: constructor"]);
  });
});
