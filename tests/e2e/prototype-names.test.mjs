// Names that every object has already, where a server or a page uses them for its own.

import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { until } from "../server/harness.mjs";
import { useDemoServer } from "./pages.mjs";

const { start } = useDemoServer();

const NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype"];

/** Whether the page's prototypes are as they were. */
const untouched = () => Object.keys(Object.prototype).length === 0 && {}.toString() === "[object Object]";

/** The names whose header line did not come. */
const missing = ({ lines }, line) => NAMES.filter((name) => !lines.includes(line(name)));

describe("names of prototypes", { timeout: 60_000 }, () => {
  for (const debug of [false, true]) {
    it(`are header names like any other, both ways${debug ? ", in the log too" : ""}`, async (t) => {
      const { page, url, control } = await start(t);
      const got = await page.evaluate(
        async ([url, names, debug]) => {
          const lines = [];
          const client = await connected(url, debug ? { debug: (line) => lines.push(line) } : {});
          const { messages } = await inbox(client, "/topic/a");
          const headers = Object.fromEntries(names.map((name) => [name, `value of ${name}`]));
          await client.send("/topic/a", "x", { headers, receipt: true });
          await until(() => messages.length === 1);
          const [message] = messages;
          return {
            // Once before and once after the object of all headers is made.
            single: names.map((name) => message.header(name)),
            own: names.map((name) => Object.hasOwn(message.headers, name) && message.headers[name]),
            again: names.map((name) => message.header(name)),
            missing: [message.header("isPrototypeOf"), message.headers.isPrototypeOf],
            logged: names.filter((name) => lines.some((line) => line.includes(`\n${name}:value of ${name}`))).length,
          };
        },
        [url, NAMES, debug],
      );
      const values = NAMES.map((name) => `value of ${name}`);
      assert.deepEqual([got.single, got.own, got.again], [values, values, values]);
      assert.deepEqual(got.missing, [undefined, undefined]);
      assert.equal(got.logged, debug ? NAMES.length : 0);
      const send = control.connections()[0].received.find(({ command }) => command === "SEND");
      assert.deepEqual(missing(send, (name) => `${name}:value of ${name}`), []);
      assert.equal(await page.evaluate(untouched), true);
    });
  }

  it("are ids of subscriptions like any other, on every connection", async (t) => {
    const { page, url, control } = await start(t);
    const got = await page.evaluate(
      async ([url, names]) => {
        const client = await connected(url, { reconnect: { initialDelayMs: 1 } });
        const got = {};
        const inboxes = [];
        for (const id of names) inboxes.push(await inbox(client, `/topic/${id}`, { id }));
        const again = names.map((id) => thrown(() => client.subscribe("/topic/a", () => {}, { id })).code);
        const round = async () => {
          for (const id of names) await client.send(`/topic/${id}`, id, { receipt: true });
        };
        await round();
        await client.disconnect();
        await client.connect();
        await round();
        await until(() => inboxes.every(({ messages }) => messages.length === 2));
        got.bodies = inboxes.map(({ messages }) => messages.map(({ body }) => body).join());
        for (const { subscription } of inboxes) await subscription.unsubscribe();
        await client.send("/topic/a", "last", { receipt: true });
        return { ...got, again };
      },
      [url, NAMES],
    );
    assert.deepEqual(got.bodies, NAMES.map((name) => `${name},${name}`));
    assert.deepEqual(got.again, Array(NAMES.length).fill("duplicate-id"));
    const ids = control
      .connections()
      .at(-1)
      .received.filter(({ command }) => command === "UNSUBSCRIBE")
      .map(({ headers }) => headers.id);
    assert.deepEqual(ids, NAMES);
    assert.equal(await page.evaluate(untouched), true);
  });

  it("are destinations like any other, the second time as well", async (t) => {
    const { page, url } = await start(t);
    const bodies = await page.evaluate(
      async ([url, names]) => {
        const client = await connected(url);
        const bodies = [];
        for (const name of names) {
          const { messages } = await inbox(client, name);
          // The head of the second comes from what was kept of the first.
          await client.send(name, "first");
          await client.send(name, "second");
          await until(() => messages.length === 2);
          bodies.push(messages.map(({ body }) => body).join());
        }
        return bodies;
      },
      [url, NAMES],
    );
    assert.deepEqual(bodies, Array(NAMES.length).fill("first,second"));
  });

  it("are harmless as ids that nobody waits for, and end nothing", async (t) => {
    const { page, url, control } = await start(t);
    const told = page.evaluate(
      async ([url, names]) => {
        const client = await connected(url);
        const { messages } = await inbox(client, "/topic/a");
        const lines = listen(client);
        const waiting = client.send("/queue/a", "x", { receipt: true });
        await waiting;
        await until(() => lines.length === 2 * names.length);
        await client.send("/topic/a", "still here", { receipt: true });
        await until(() => messages.length === 1);
        return lines;
      },
      [url, NAMES],
    );
    await until(() => control.connections()[0]?.received.some(({ command }) => command === "SEND"));
    const [{ id }] = control.connections();
    for (const name of NAMES) {
      control.do(id, [
        { raw: `RECEIPT\nreceipt-id:${name}\n\n\0` },
        { raw: `MESSAGE\nsubscription:${name}\nmessage-id:${name}\ndestination:${name}\n\n${name}\0` },
      ]);
    }
    assert.deepEqual(
      await told,
      NAMES.flatMap((name) => [`unhandledreceipt: ${name}`, `unhandledmessage: ${name}`]),
    );
  });

  it("are headers of CONNECT, CONNECTED and an ERROR like any other", async (t) => {
    const { page, url, control } = await start(t);
    const lines = NAMES.map((name) => `${name}:value of ${name}\n`).join("");
    control.script({
      rules: [{ on: "send", command: "CONNECTED", do: [{ edit: ["CONNECTED\n", `CONNECTED\n${lines}`] }] }],
    });
    const got = page.evaluate(
      async ([url, names]) => {
        const connectHeaders = Object.fromEntries(names.map((name) => [name, "mine"]));
        const client = new Client(url, { connectHeaders });
        const { headers } = await client.connect();
        const { error } = await event(client, "error");
        return [headers, error.frame.headers].map((all) => names.map((name) => all[name]));
      },
      [url, NAMES],
    );
    await until(() => control.connections()[0]?.sent === 1);
    const [{ id, received }] = control.connections();
    control.do(id, [{ raw: `ERROR\n${lines}\n\0` }]);
    const values = NAMES.map((name) => `value of ${name}`);
    assert.deepEqual(await got, [values, values]);
    assert.deepEqual(missing(received[0], (name) => `${name}:mine`), []);
    assert.equal(await page.evaluate(untouched), true);
  });
});
