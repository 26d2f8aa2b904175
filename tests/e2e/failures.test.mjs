import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { freePort } from "../brokers/ports.mjs";
import { until } from "../server/harness.mjs";
import { useDemoServer } from "./pages.mjs";

const { start } = useDemoServer();

const MESSAGE = "MESSAGE\nsubscription:sub-0\nmessage-id:1\ndestination:/topic/a\n";

/** The error for what is wrong in the server's bytes. */
const protocol = (problem, offset, limit) => ({
  code: "protocol",
  protocol: limit === undefined ? { problem, offset } : { problem, offset, limit },
});

/** The error for a socket that closed. */
const closed = (name, code, reason = "") => ({ code: name, close: { code, reason, wasClean: code !== 1006 } });

const onConnect = (...actions) => ({ on: "receive", command: "CONNECT", do: actions });
const inConnected = (...edit) => ({ on: "send", command: "CONNECTED", do: [{ edit }] });

/** What a server does with an attempt to connect, and what `connect()` is then rejected with. */
const ATTEMPTS = {
  "refuses the upgrade": [{ on: "upgrade", do: [{ status: 503 }] }, closed("connection-failed", 1006)],
  "resets the connection before it is open": [
    { on: "upgrade", do: [{ reset: true }] },
    closed("connection-failed", 1006),
  ],
  "closes once it is open": [
    { on: "open", do: [{ close: { code: 1008, reason: "no" } }] },
    closed("connection-lost", 1008, "no"),
  ],
  "resets the connection once it is open": [onConnect({ reset: true }), closed("connection-lost", 1006)],
  "is silent once it is open": [{ on: "open", do: [{ set: { silent: true } }] }, { code: "connect-timeout" }],
  "never finishes CONNECTED": [
    onConnect({ raw: "CONNECTED\nversion:1.2\n" }, { drop: true }),
    { code: "connect-timeout" },
  ],
  "sends ERROR and closes": [onConnect({ raw: "ERROR\nmessage:no\n\n\0" }, { close: {} }), { code: "refused" }],
  "sends ERROR and stays": [onConnect({ raw: "ERROR\nmessage:no\n\n\0" }, { drop: true }), { code: "refused" }],
  "chooses a version of the future": [inConnected("version:1.2", "version:2.0"), { code: "unsupported-version" }],
  "sends what is no STOMP": [
    { on: "open", do: [{ raw: "HTTP/1.1 400 Bad Request\r\n\r\n" }] },
    protocol("unknown-command", 0),
  ],
  "sends MESSAGE first": [{ on: "open", do: [{ raw: `${MESSAGE}\n\0` }] }, protocol("unexpected-frame", 0)],
  "promises impossible heart-beats": [
    inConnected("heart-beat:10000,10000", "heart-beat:often"),
    protocol("invalid-heart-beat", 0),
  ],
};

describe("connect() is rejected, and the socket closed, where the server", { timeout: 60_000 }, () => {
  for (const [what, [rule, expected]] of Object.entries(ATTEMPTS)) {
    it(what, async (t) => {
      const { page, url, control } = await start(t);
      control.script({ rules: [rule] });
      const [{ message, ...error }, state] = await page.evaluate(async (url) => {
        const client = new Client(url, { connectTimeoutMs: 500 });
        return [await failure(client.connect()), client.state];
      }, url);
      assert.deepEqual([error, state], [expected, "inactive"]);
      await until(() => control.connections().every(({ closed }) => closed));
    });
  }

  it("is not there", async (t) => {
    const { page } = await start(t);
    const url = `ws://127.0.0.1:${await freePort()}/`;
    const { message, ...error } = await page.evaluate((url) => failure(new Client(url).connect()), url);
    assert.deepEqual(error, closed("connection-failed", 1006));
  });
});

const LIMITS = { frameBytes: 10_000, headers: 16, headerLineBytes: 500, headerBlockBytes: 2_000 };

/** What a server does while connected, and the reason that `disconnected` then has. */
const BREAKS = {
  "an unknown command": [[{ raw: "HELLO\n\n\0" }], protocol("unknown-command", 0)],
  "a command from the prototype of objects": [[{ raw: "__proto__\n\n\0" }], protocol("unknown-command", 0)],
  "a frame that clients send": [[{ raw: "SEND\ndestination:/topic/a\n\n\0" }], protocol("unknown-command", 0)],
  "CONNECTED again": [[{ raw: "CONNECTED\nversion:1.2\n\n\0" }], protocol("unexpected-frame", 0)],
  "a header without a colon": [[{ raw: "MESSAGE\nconstructor\n\n\0" }], protocol("header-without-colon", 8)],
  "a header without a name": [[{ raw: "MESSAGE\n:x\n\n\0" }], protocol("empty-header-name", 8)],
  "an escape that nobody defined": [[{ raw: `${MESSAGE}a:\\t\n\n\0` }], protocol("undefined-escape", 63)],
  "a NUL among the headers": [[{ raw: `${MESSAGE}a:\0\n\n\0` }], protocol("nul-in-head", 63)],
  "a length that is no number": [
    [{ raw: `${MESSAGE}content-length:1e1\n\nx\0${MESSAGE}\n\0` }],
    protocol("invalid-content-length", 81),
  ],
  "a length that is too small": [
    [{ raw: `${MESSAGE}content-length:1\n\nxy\0${MESSAGE}\n\0` }],
    protocol("missing-nul", 80),
  ],
  "a length over the limit, before the body is there": [
    [{ raw: `${MESSAGE}content-length:999999\n\nx` }],
    protocol("frame-too-large", 84, 10_000),
  ],
  // Two more than the limit, which counts neither the blank line nor the NUL.
  "a body without end": [
    [{ raw: `${MESSAGE}\n` }, { raw: "x".repeat(1_000), repeat: 20 }],
    protocol("frame-too-large", 10_002, 10_000),
  ],
  "a header line without end": [
    [{ raw: "MESSAGE\n" }, { raw: "x".repeat(1_000), repeat: 20 }],
    protocol("header-line-too-long", 508, 500),
  ],
  "too many headers": [[{ raw: `MESSAGE\n${"a:b\n".repeat(20)}\n\0` }], protocol("too-many-headers", 71, 16)],
  "header lines that are too long together": [
    [{ raw: `MESSAGE\n${`a:${"b".repeat(400)}\n`.repeat(6)}\n\0` }],
    protocol("header-block-too-large", 2_000, 2_000),
  ],
  "ERROR": [
    [{ raw: "ERROR\nmessage:overloaded\n\nplease wait\0" }, { close: { code: 1011 } }],
    closed("server-error", 1011),
  ],
  "a close": [[{ close: { code: 1001, reason: "restart" } }], closed("connection-lost", 1001, "restart")],
  "a reset": [[{ reset: true }], closed("connection-lost", 1006)],
  "a reset within a frame": [[{ raw: `${MESSAGE}\nhalf a bo` }, { reset: true }], closed("connection-lost", 1006)],
  "silence": [[{ set: { silent: true, beats: false } }], { code: "heartbeat-timeout" }],
};

describe("the connection ends, and all that waits for it is told why, over", { timeout: 60_000 }, () => {
  for (const [what, [actions, expected]] of Object.entries(BREAKS)) {
    it(what, async (t) => {
      const { page, url, control } = await start(t, { heartbeat: [200, 200] });
      control.script({ rules: [{ on: "send", command: "RECEIPT", after: 1, do: [{ drop: true }] }] });
      const outcome = page.evaluate(
        async ([url, limits]) => {
          const heartbeat = { outgoingMs: 200, incomingMs: 200 };
          const client = await connected(url, { limits, heartbeat, reconnect: false });
          await inbox(client, "/topic/a");
          const waiting = failure(client.send("/queue/a", "waits", { receipt: true }));
          const { reason, willReconnect } = await event(client, "disconnected");
          const { state } = client;
          return { reason: await failure(Promise.reject(reason)), willReconnect, state, waiting: await waiting };
        },
        [url, LIMITS],
      );
      await until(() => control.connections()[0]?.received.at(-1)?.command === "SEND");
      const [{ id }] = control.connections();
      control.do(id, actions);

      const { reason, willReconnect, state, waiting } = await outcome;
      const { message, ...error } = reason;
      assert.deepEqual(error, expected);
      assert.deepEqual([willReconnect, state], [false, "inactive"]);
      assert.deepEqual([waiting.code, waiting.cause], ["unconfirmed", `StompError: ${message}`]);
      await until(() => control.connection(id).closed);
    });
  }
});

/** What a server may do to its frames, and no message suffers. */
const HARMLESS = {
  "many frames in one message": { glue: 7 },
  "one character at a time": { split: 1 },
  "one byte at a time, also within a character": { binary: true, split: 1 },
  "pieces that end anywhere": { glue: 3, split: 10 },
  "binary messages": { binary: true },
};

describe("every message arrives whole, in order, where the server sends", { timeout: 60_000 }, () => {
  for (const [what, set] of Object.entries(HARMLESS)) {
    it(what, async (t) => {
      const { page, url, control } = await start(t);
      control.script({ rules: [{ on: "send", command: "RECEIPT", do: [{ pass: true }, { set }] }] });
      const bodies = await page.evaluate(async (url) => {
        const client = await connected(url);
        const { messages } = await inbox(client, "/topic/a");
        for (let number = 0; number < 21; number++) {
          await client.send("/topic/a", `안녕 😀 ${number}`, { headers: { "이름": `값\n${number}` } });
        }
        await until(() => messages.length === 21);
        return messages.map((message) => `${message.body} ${message.headers["이름"]}`);
      }, url);
      assert.deepEqual(bodies, Array.from({ length: 21 }, (_, number) => `안녕 😀 ${number} 값\n${number}`));
    });
  }

  it("CR LF, line ends between frames, and names of the prototype of objects", async (t) => {
    const { page, url, control } = await start(t);
    const seen = page.evaluate(async (url) => {
      const client = await connected(url);
      const { messages } = await inbox(client, "/topic/a");
      await until(() => messages.length === 2);
      return messages.map((message) => [message.body, message.header("__proto__"), message.headers["toString"]]);
    }, url);
    await until(() => control.connections()[0]?.sent === 2);
    const [{ id }] = control.connections();
    const frame = (eol) =>
      `${MESSAGE}__proto__:a\ntoString:b\n\nx\0`.replaceAll("\n", eol);
    control.do(id, [{ raw: `\n\r\n${frame("\r\n")}\n\n${frame("\n")}\n` }]);
    assert.deepEqual(await seen, [
      ["x", "a", "b"],
      ["x", "a", "b"],
    ]);
  });

  it("a length that counts characters, as long as the only NUL ends the message", async (t) => {
    const { page, url, control } = await start(t);
    const body = page.evaluate(async (url) => {
      const client = await connected(url);
      const { messages } = await inbox(client, "/topic/a");
      await until(() => messages.length === 1);
      return messages[0].body;
    }, url);
    await until(() => control.connections()[0]?.sent === 2);
    control.do(control.connections()[0].id, [{ raw: `${MESSAGE}content-length:2\n\n안녕\0` }]);
    assert.equal(await body, "안녕");
  });
});

describe("an ERROR that does not end the connection", { timeout: 60_000 }, () => {
  it("is told as an event, with its frame", async (t) => {
    const { page, url, control } = await start(t);
    const told = page.evaluate(async (url) => {
      const client = await connected(url);
      const { error } = await event(client, "error");
      return [client.state, error.code, error.frame.command, error.frame.header("message"), error.frame.body];
    }, url);
    await until(() => control.connections()[0]?.sent === 1);
    control.do(control.connections()[0].id, [{ raw: "ERROR\nmessage:overloaded\n\nplease wait\0" }]);
    assert.deepEqual(await told, ["connected", "server-error", "ERROR", "overloaded", "please wait"]);
  });
});

describe("a crash of the WebAssembly", { timeout: 60_000 }, () => {
  it("is told to all clients, settles what waits, closes the sockets; the next connect() loads it anew", async (t) => {
    const { page, url, control } = await start(t);
    const outcome = await page.evaluate(async (url) => {
      let crash = false;
      let loaded = 0;
      const { instantiate } = WebAssembly;
      WebAssembly.instantiate = async (...given) => {
        loaded += 1;
        const { exports } = await instantiate(...given);
        const breakable = (value) => (...values) => {
          if (crash) throw new WebAssembly.RuntimeError("unreachable");
          return value(...values);
        };
        const entries = Object.entries(exports).map(([name, value]) => [
          name,
          typeof value === "function" ? breakable(value) : value,
        ]);
        return { exports: Object.fromEntries(entries) };
      };

      const [client, other] = [await connected(url), await connected(url)];
      const lines = [listen(client), listen(other)];
      const { messages } = await inbox(client, "/topic/a");
      const waiting = failure(other.send("/queue/a", "waits", { receipt: true }));
      crash = true;
      const sent = await failure(client.send("/topic/a", "x"));
      crash = false;
      const states = [client.state, other.state];
      await client.connect();
      await client.send("/topic/a", "again");
      await until(() => messages.length === 1);
      return { sent: sent.code, waiting: (await waiting).code, states, lines, loaded, body: messages[0].body };
    }, url);
    assert.deepEqual(outcome, {
      sent: "not-connected",
      waiting: "fatal",
      states: ["inactive", "inactive"],
      lines: [
        [
          "error: fatal",
          "statechange: inactive",
          "statechange: connecting",
          "statechange: connected",
          "connected: again",
        ],
        ["error: fatal", "statechange: inactive"],
      ],
      loaded: 2,
      body: "again",
    });
    await until(() => control.connections().filter(({ closed }) => closed).length === 2);
  });
});
