import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { until } from "../server/harness.mjs";
import { useDemoServer } from "./pages.mjs";

const { start } = useDemoServer();

describe("sending", { timeout: 60_000 }, () => {
  /** The SENDs that the server got. */
  const sends = (control) => control.connections()[0].received.filter(({ command }) => command === "SEND");

  for (const [what, body] of [
    ["text of every script", "안녕 😀 שלום \u{10FFFF}"],
    ["an empty text", ""],
    ["text with a NUL", "before\0after"],
    ["line ends of every kind", "\n\r\n\n\r"],
    ["a byte order mark", "\uFEFFtext"],
  ]) {
    it(`brings back ${what}`, async (t) => {
      const { page, url } = await start(t);
      const received = await page.evaluate(
        async ([url, body]) => {
          const client = await connected(url);
          const { messages } = await inbox(client, "/topic/a");
          await client.send("/topic/a", body, { receipt: true });
          await until(() => messages.length === 1);
          return [messages[0].body, new TextDecoder("utf-8", { ignoreBOM: true }).decode(messages[0].bytes)];
        },
        [url, body],
      );
      assert.deepEqual(received, [body, body]);
    });
  }

  it("brings back bytes of every kind of array, as a binary message both ways", async (t) => {
    const { page, url, control } = await start(t);
    const received = await page.evaluate(async (url) => {
      const client = await connected(url);
      const { messages } = await inbox(client, "/topic/a");
      const bytes = Uint8Array.of(0, 0xff, 0x80, 10, 0);
      for (const body of [bytes, bytes.buffer, new DataView(bytes.buffer, 1, 2), new Uint16Array([1, 2])]) {
        await client.send("/topic/a", body);
      }
      await until(() => messages.length === 4);
      return messages.map((message) => [message.header("content-type"), [...message.bytes]]);
    }, url);
    const type = "application/octet-stream";
    assert.deepEqual(received, [
      [type, [0, 255, 128, 10, 0]],
      [type, [0, 255, 128, 10, 0]],
      [type, [255, 128]],
      [type, [1, 0, 2, 0]],
    ]);
    assert.ok(sends(control).every(({ binary }) => binary));
  });

  it("sends other values as JSON, and text without a content-type", async (t) => {
    const { page, url } = await start(t);
    const received = await page.evaluate(async (url) => {
      const client = await connected(url);
      const { messages } = await inbox(client, "/topic/a");
      for (const body of [{ a: [1, "둘"] }, [true], 7, false, null]) await client.send("/topic/a", body);
      await client.send("/topic/a", "text");
      await client.send("/topic/a", "<a/>", { contentType: "text/xml" });
      await until(() => messages.length === 7);
      const values = messages.slice(0, 5).map((message) => message.json());
      return [...values, ...messages.map((message) => message.header("content-type") ?? null)];
    }, url);
    const json = "application/json";
    assert.deepEqual(received, [{ a: [1, "둘"] }, [true], 7, false, null, ...Array(5).fill(json), null, "text/xml"]);
  });

  it("refuses a body that JSON would change without a word", async (t) => {
    const { page, url, control } = await start(t);
    const errors = await page.evaluate(async (url) => {
      const client = await connected(url);
      const circle = {};
      circle.circle = circle;
      const bodies = [new Blob(["a"]), new Map(), () => {}, { a: undefined }, [NaN], circle, 7n, Symbol("a")];
      return Promise.all(bodies.map((body) => failure(client.send("/topic/a", body))));
    }, url);
    assert.deepEqual(errors.map(({ code }) => code), Array(8).fill("invalid-body"));
    assert.match(errors[3].message, /the body\.a is undefined/);
    assert.deepEqual(sends(control), []);
  });

  for (const kilobytes of [100, 1_024]) {
    it(`brings back ${kilobytes} KB, of text and of bytes`, async (t) => {
      const { page, url } = await start(t);
      const equal = await page.evaluate(
        async ([url, length]) => {
          const client = await connected(url);
          const { messages } = await inbox(client, "/topic/a");
          const text = "안녕 😀 ".repeat(length / 6);
          const bytes = Uint8Array.from({ length }, (_, at) => at);
          await client.send("/topic/a", text);
          await client.send("/topic/a", bytes);
          await until(() => messages.length === 2);
          return [messages[0].body === text, messages[1].bytes.every((byte, at) => byte === bytes[at])];
        },
        [url, kilobytes * 1_024],
      );
      assert.deepEqual(equal, [true, true]);
    });
  }

  it("brings header values back as they were, whatever they hold", async (t) => {
    const { page, url } = await start(t);
    const headers = {
      path: "C:\\new",
      escapes: "\\n \\c \\\\ \\r",
      lines: "a\nb\r\nc:d",
      "na:me\n": " spaces around ",
      empty: "",
      "이름": "값 😀",
      ["__proto__"]: "a prototype",
      constructor: "a constructor",
    };
    const received = await page.evaluate(
      async ([url, headers]) => {
        const client = await connected(url);
        const { messages } = await inbox(client, "/topic/a");
        await client.send("/topic/a", "x", { headers: Object.fromEntries(headers) });
        await until(() => messages.length === 1);
        const [message] = messages;
        const one = headers.map(([name]) => [name, message.header(name)]);
        return [one, headers.map(([name]) => [name, message.headers[name]])];
      },
      [url, Object.entries(headers)],
    );
    assert.deepEqual(received, [Object.entries(headers), Object.entries(headers)]);
  });

  it("refuses headers that no frame can carry, and those that are the client's own", async (t) => {
    const { page, url, control } = await start(t);
    const errors = await page.evaluate(async (url) => {
      const client = await connected(url);
      const old = await connected(url, { versions: ["1.0"] });
      return Promise.all([
        failure(client.send("/topic/a", "x", { headers: { nul: "a\0b" } })),
        failure(client.send("/topic/a", "x", { headers: { "": "a" } })),
        failure(client.send("/topic/a", "x", { headers: { number: 7 } })),
        failure(client.send("/topic/a", "x", { headers: { destination: "/topic/b" } })),
        failure(old.send("/topic/a", "x", { headers: { lines: "a\nb" } })),
        failure(old.send("/topic/a", "x", { headers: { "a:b": "c" } })),
      ]);
    }, url);
    assert.deepEqual(errors.map(({ code }) => code), Array(6).fill("invalid-header"));
    assert.match(errors[0].message, /"nul".*NUL/);
    assert.deepEqual(sends(control), []);
  });

  it("keeps the order of everything that is sent", async (t) => {
    const { page, url } = await start(t);
    const bodies = await page.evaluate(async (url) => {
      const client = await connected(url);
      const { messages, bodies } = await inbox(client, "/topic/a");
      for (let number = 0; number < 300; number++) {
        if (number % 3 === 0) client.send("/topic/a", `${number}`);
        else if (number % 3 === 1) client.send("/topic/a", `${number}`, { headers: { kind: "other" } });
        else client.send("/topic/a", new TextEncoder().encode(`${number}`));
      }
      await until(() => messages.length === 300);
      return bodies();
    }, url);
    assert.deepEqual(bodies, Array.from({ length: 300 }, (_, number) => `${number}`));
  });

  it("resolves with the RECEIPT where one is asked for", async (t) => {
    const { page, url, control } = await start(t);
    control.script({ rules: [{ on: "send", command: "RECEIPT", do: [{ wait: 200 }] }] });
    const took = await page.evaluate(async (url) => {
      const client = await connected(url);
      const begun = performance.now();
      await client.send("/topic/a", "x");
      const handed = performance.now() - begun;
      await client.send("/topic/a", "x", { receipt: true });
      return [handed, performance.now() - begun];
    }, url);
    assert.ok(took[0] < 150 && took[1] >= 195, `${took} ms`);
  });

  it("rejects where the RECEIPT does not come in time, and says which servers send none", async (t) => {
    const { page, url, control } = await start(t);
    control.script({ rules: [{ on: "send", command: "RECEIPT", do: [{ drop: true }] }] });
    const [error, state] = await page.evaluate(async (url) => {
      const client = await connected(url, { receiptTimeoutMs: 100 });
      return [await failure(client.send("/topic/a", "x", { receipt: true })), client.state];
    }, url);
    assert.equal(error.code, "receipt-timeout");
    assert.match(error.message, /100 ms.*Spring/);
    assert.equal(state, "connected");
  });

  it("rejects what was not confirmed when the connection is lost", async (t) => {
    const { page, url, control } = await start(t);
    control.script({ rules: [{ on: "receive", command: "SEND", do: [{ reset: true }] }] });
    const error = await page.evaluate(async (url) => {
      const client = await connected(url);
      return failure(client.send("/topic/a", "x", { receipt: true }));
    }, url);
    assert.equal(error.code, "unconfirmed");
    assert.match(error.cause, /connection was lost/);
  });

  it("rejects with not-connected where there is no connection, and none under way", async (t) => {
    const { page, url } = await start(t);
    const codes = await page.evaluate(async (url) => {
      const client = new Client(url);
      const before = await failure(client.send("/topic/a", "x"));
      await client.connect();
      const leaving = client.disconnect();
      const during = await failure(client.send("/topic/a", "x"));
      await leaving;
      const after = await failure(client.send("/topic/a", "x"));
      return [before, during, after].map(({ code }) => code);
    }, url);
    assert.deepEqual(codes, Array(3).fill("not-connected"));
  });

  it("tells a failure that nobody awaits once, as an error event", async (t) => {
    const { page, url } = await start(t);
    const told = await page.evaluate(async (url) => {
      const client = new Client(url);
      const lines = listen(client);
      client.send("/topic/a", "nobody looks");
      await client.send("/topic/a", "somebody looks").catch(() => {});
      await sleep(100);
      return lines;
    }, url);
    assert.deepEqual(told, ["error: not-connected"]);
  });

  it("counts the bytes of a text where it is told to, and only then", async (t) => {
    const { page, url, control } = await start(t);
    await page.evaluate(async (url) => {
      await connected(url).then((client) => client.send("/topic/a", "안녕", { receipt: true }));
      await connected(url, { contentLength: "always" }).then((client) =>
        client.send("/topic/a", "안녕", { receipt: true }),
      );
    }, url);
    const lengths = control.connections().map(({ received }) => received[1].headers["content-length"]);
    assert.deepEqual(lengths, [undefined, "6"]);
  });

  it("refuses a text with a NUL where it must not count", async (t) => {
    const { page, url } = await start(t);
    const { code } = await page.evaluate(async (url) => {
      const client = await connected(url, { contentLength: "never" });
      return failure(client.send("/topic/a", "a\0b"));
    }, url);
    assert.equal(code, "invalid-body");
  });

  it("waits while the socket holds more than the high-water mark", async (t) => {
    const { page, url, control } = await start(t);
    const [held, left, waited] = await page.evaluate(async (url) => {
      const mark = 64 * 1_024;
      const client = await connected(url, { highWaterMarkBytes: mark });
      const sent = client.send("/topic/a", "x".repeat(8 * 1_024 * 1_024));
      const held = client.bufferedAmount;
      const waited = await Promise.race([sent.then(() => false), Promise.resolve(true)]);
      await sent;
      return [held > mark, client.bufferedAmount <= mark, waited];
    }, url);
    assert.deepEqual([held, left, waited], [true, true, true]);
    await until(() => sends(control).length === 1);
  });

  it("stops waiting when the signal says so; what the socket has is not taken back", async (t) => {
    const { page, url, control } = await start(t);
    const codes = await page.evaluate(async (url) => {
      const client = await connected(url, { highWaterMarkBytes: 0 });
      const early = await failure(client.send("/topic/a", "never", { signal: AbortSignal.abort() }));
      const controller = new AbortController();
      const waiting = failure(client.send("/topic/a", "x".repeat(8 << 20), { signal: controller.signal }));
      controller.abort();
      return [early.code, (await waiting).code];
    }, url);
    assert.deepEqual(codes, ["aborted", "aborted"]);
    await until(() => sends(control).length === 1);
  });
});
