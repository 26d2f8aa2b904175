import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { until } from "../server/harness.mjs";
import { paths, useNetworks } from "./networks.mjs";

const { start } = useNetworks();

/** Answers end soon, and sessions that nobody receives. */
const SHORT = { response_limit: 4_096, disconnect_delay: 1_000 };

const numbered = (count) => Array.from({ length: count }, (_, number) => `${number} 안녕 😀`);

for (const transport of ["xhr-streaming", "xhr-polling"]) {
  const options = { transports: [transport] };
  const receiving = transport === "xhr-streaming" ? "/xhr_streaming" : "/xhr";

  describe(`over ${transport}`, { timeout: 60_000 }, () => {
    it("1,000 messages arrive in order, none lost, none twice, however often the answer ends", async (t) => {
      const { page, url, proxy, control } = await start(t, {}, { sockJs: SHORT });
      const arrived = page.evaluate(
        async ([url, options]) => {
          const client = await connected(url, options);
          const { messages, bodies } = await inbox(client, "/topic/a");
          await until(() => messages.length >= 1_000);
          await sleep(200);
          return bodies();
        },
        [url, options],
      );
      await until(() => control.connections()[0]?.sent === 2);
      for (const body of numbered(1_000)) {
        control.publish({ destination: "/topic/a", body });
        // Now and then they come apart.
        if (body.includes("7")) await sleep(1);
      }
      assert.deepEqual(await arrived, numbered(1_000));
      const answers = paths(proxy).filter((path) => path === receiving).length;
      assert.ok(answers > 20, `${answers} answers`);
    });

    it("999 messages leave in order and together", async (t) => {
      const { page, url, proxy, control } = await start(t);
      await page.evaluate(
        async ([url, options, bodies]) => {
          const client = await connected(url, options);
          await Promise.all(bodies.map((body) => client.send("/topic/a", body)));
          await client.send("/topic/a", "last", { receipt: true });
        },
        [url, options, numbered(999)],
      );
      // CONNECT is the first of the thousand frames that the server keeps.
      const [, ...sends] = control.connections()[0].received;
      assert.deepEqual(sends.map(({ body }) => body), numbered(999));
      const posts = paths(proxy).filter((path) => path === "/xhr_send").length;
      assert.ok(posts <= 5, `${posts} requests`);
    });

    it("long messages and every character arrive as they were", async (t) => {
      const { page, url } = await start(t);
      const same = await page.evaluate(
        async ([url, options]) => {
          const client = await connected(url, options);
          const { messages } = await inbox(client, "/topic/a");
          const bodies = ["x".repeat(20_000), "안녕 😀".repeat(20_000), '\u{fffe}\u{2028}\r\n\t"\\\x01'];
          for (const body of bodies) await client.send("/topic/a", body);
          await until(() => messages.length === bodies.length);
          return messages.map(({ body }, at) => body === bodies[at]);
        },
        [url, options],
      );
      assert.deepEqual(same, [true, true, true]);
    });

    it("halves of characters arrive as they were, and leave so", async (t) => {
      const { page, url, control } = await start(t);
      const halves = page.evaluate(
        async ([url, options]) => {
          const posted = [];
          const record = (url, init) => {
            if (url.endsWith("/xhr_send")) posted.push(...JSON.parse(init.body));
            return fetch(url, init);
          };
          const client = await connected(url, { ...options, fetch: record });
          const { messages } = await inbox(client, "/topic/a");
          await until(() => messages.length === 1);
          const [{ body }] = messages;
          await client.send("/topic/a", body);
          await until(() => messages.length === 2);
          return [body === "\ud83da\ude00", posted.at(-1).endsWith(`\n\n${body}\0`)];
        },
        [url, options],
      );
      await until(() => control.connections()[0]?.sent === 2);
      const message = "MESSAGE\nsubscription:sub-0\nmessage-id:1\ndestination:/topic/a\n\n\ud83da\ude00\0";
      control.do(control.connections()[0].id, [{ raw: message }]);
      assert.deepEqual(await halves, [true, true]);
    });

    it("bytes are refused, and the connection goes on", async (t) => {
      const { page, url } = await start(t);
      const [error, body] = await page.evaluate(
        async ([url, options]) => {
          const client = await connected(url, options);
          const { messages } = await inbox(client, "/topic/a");
          const error = await failure(client.send("/topic/a", new Uint8Array(3)));
          await client.send("/topic/a", "text");
          await until(() => messages.length === 1);
          return [error, messages[0].body];
        },
        [url, options],
      );
      assert.equal(error.code, "unsupported");
      assert.equal(body, "text");
    });

    it("beats keep a quiet connection alive, and silence ends it", async (t) => {
      const { page, url, control } = await start(t, {}, { heartbeat: [200, 200] });
      const ending = page.evaluate(
        async ([url, options]) => {
          const client = await connected(url, { ...options, heartbeat: { outgoingMs: 200, incomingMs: 200 } });
          const { reason } = await event(client, "disconnected");
          return reason.code;
        },
        [url, options],
      );
      await until(() => control.connections()[0]?.beats >= 5);
      const [{ id, closed }] = control.connections();
      assert.equal(closed, null);
      control.do(id, [{ set: { silent: true } }]);
      assert.equal(await ending, "heartbeat-timeout");
    });

    it("disconnecting is confirmed, and leaves nothing open", async (t) => {
      const { page, url, proxy, control } = await start(t);
      const last = await page.evaluate(
        async ([url, options]) => {
          const lines = [];
          const client = await connected(url, { ...options, debug: (line) => lines.push(line) });
          client.send("/topic/a", "on its way");
          await client.disconnect();
          return lines.at(-1).split("\n")[0];
        },
        [url, options],
      );
      assert.equal(last, "<<< RECEIPT");
      const asked = paths(proxy).length;
      const received = control.connections()[0].received.map(({ command }) => command);
      assert.deepEqual(received, ["CONNECT", "SEND", "DISCONNECT"]);
      await until(() => control.connections()[0].closed);
      assert.equal(paths(proxy).length, asked);
    });

    /** What a server does to requests of a session that is open, and how that ends for the client. */
    const ENDS = {
      "a POST that finds no session": ["/xhr_send?", [{ status: 404 }], /request to send .* HTTP status 404; .*sticky/],
      "a POST that fails": ["/xhr_send?", [{ status: 500 }], /request to send was answered with HTTP status 500$/],
      "a POST that is reset": ["/xhr_send?", [{ reset: true }], /request to send was answered with nothing/],
      "a POST that is never answered": ["/xhr_send?", [{ drop: true }], /request to send was answered with nothing/],
      "a receiver that finds no session": [`${receiving}?`, [{ status: 404 }], /request to receive .* HTTP status 404$/],
      "a receiver that is reset": [`${receiving}?`, [{ reset: true }], /request to receive was answered with nothing/],
    };

    for (const [what, [path, actions, message]] of Object.entries(ENDS)) {
      it(`${what} ends it, in time and with the reason`, async (t) => {
        const { page, server, control } = await start(t, {}, { sockJs: SHORT });
        await page.evaluate(
          async ([url, options]) => {
            // The server allows every origin to read these answers, but only without cookies.
            const given = { connectTimeoutMs: 500, credentials: "omit", reconnect: false };
            const client = await connected(url, { ...options, ...given });
            await inbox(client, "/topic/a");
            // By then nothing more is asked that has not arrived.
            await sleep(50);
            globalThis.client = client;
          },
          [`${server.url}/ws?`, options],
        );
        // More than once, because browsers repeat what was reset on a connection that they had kept.
        control.script({ url: path, connections: 9, rules: [{ on: "request", do: actions }] });
        const [code, told, waiting, state, took] = await page.evaluate(async () => {
          const begun = performance.now();
          const ending = event(client, "disconnected");
          const waiting = failure(client.send("/topic/a", "x".repeat(5_000), { receipt: true }));
          const { reason } = await ending;
          return [reason.code, reason.message, (await waiting).code, client.state, performance.now() - begun];
        });
        assert.deepEqual([code, waiting, state], ["connection-lost", "unconfirmed", "inactive"]);
        assert.match(told, message);
        assert.ok(took < 3_000, `${took} ms`);
        await until(() => control.connections()[0].closed);
      });
    }

    it("the server's close ends it, with its code and reason", async (t) => {
      const { page, url, control } = await start(t);
      control.script({
        rules: [{ on: "receive", command: "SEND", do: [{ close: { code: 3_001, reason: "enough" } }] }],
      });
      const close = await page.evaluate(
        async ([url, options]) => {
          const client = await connected(url, options);
          client.send("/topic/a", "x");
          const { reason } = await event(client, "disconnected");
          return { code: reason.code, ...reason.close };
        },
        [url, options],
      );
      assert.deepEqual(close, { code: 3_001, reason: "enough", wasClean: true });
    });
  });
}
