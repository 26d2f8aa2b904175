import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, it } from "node:test";

import { until } from "../server/harness.mjs";
import { useSockJs } from "./sockjs-client.mjs";

const { start } = useSockJs();
const PEER = createRequire(import.meta.url).resolve("sockjs-client/dist/sockjs.min.js");

describe("SockJS instead of sockjs-client", { timeout: 60_000 }, () => {
  /** Lists of arguments, each of which both take or refuse alike. */
  const CONSTRUCTIONS = [
    [],
    ["/path/"],
    ["path"],
    [""],
    ["//127.0.0.1:9/path"],
    ["http://127.0.0.1:9"],
    ["http://127.0.0.1:9/"],
    ["http://127.0.0.1:9/path///"],
    ["http://127.0.0.1:9/path/?a=b/"],
    ["https://localhost:9/PATH"],
    ["http://127.0.0.1:9/#"],
    ["http://127.0.0.1:9/path#fragment"],
    ["ws://127.0.0.1:9/path"],
    ["ftp://127.0.0.1:9/path"],
    ["/path", "protocol"],
    ["/path", ["one", "two"]],
    ["/path", ["one", "one"]],
    ["/path", ["one", ""]],
    ["/path", null, null],
    ["/path", null, { sessionId: 12, server: "abc", timeout: 1, transports: "none", protocols_whitelist: [] }],
    ["/path", null, { sessionId: "session" }],
    ["/path", null, { sessionId: {} }],
  ];
  const CLOSES = [
    [],
    [0],
    [999],
    [1000, "reason"],
    [1001],
    [2999],
    [3000],
    [4999],
    [5000],
    [3000, "x".repeat(123)],
    [3000, "x".repeat(124)],
  ];

  it("takes and refuses the same arguments", async (t) => {
    const { page } = await start(t);
    await page.evaluate("globalThis.Ours = SockJS");
    await page.addScriptTag({ path: PEER });
    const [ours, theirs] = await page.evaluate(
      ([constructions, closes]) => {
        // One of the two has errors of its own kind, whose names begin their messages.
        const kind = ({ name, message }) => (name === "Error" ? message.split(":", 1)[0] : name);
        const outcome = (act) => {
          try {
            return act();
          } catch (error) {
            return kind(error);
          }
        };
        return [Ours, SockJS].map((Class) => [
          ...constructions.map((given) =>
            outcome(() => {
              const socket = new Class(...given);
              socket.close();
              return socket.url;
            }),
          ),
          ...closes.map((given) =>
            outcome(() => {
              const socket = new Class("/path");
              socket.close(...given);
              return socket.readyState;
            }),
          ),
          outcome(() => new Class("/path").send("early")),
        ]);
      },
      [CONSTRUCTIONS, CLOSES],
    );
    const all = [...CONSTRUCTIONS, ...CLOSES, "send"].map((given) => JSON.stringify(given));
    const table = (outcomes) => Object.fromEntries(all.map((given, at) => [given, outcomes[at]]));
    assert.deepEqual(table(ours), table(theirs));
  });

  it("refuses with errors of the language and of the DOM", async (t) => {
    const { page } = await start(t);
    const kinds = await page.evaluate(() => {
      const thrown = (act) => {
        try {
          return act();
        } catch (error) {
          return [error instanceof Error, error.constructor.name, error.name];
        }
      };
      return [
        thrown(() => new SockJS()),
        thrown(() => new SockJS("ws://example.org")),
        thrown(() => new SockJS("/echo", null, { sessionId: "x" })),
        thrown(() => new SockJS("/echo").send("early")),
        thrown(() => new SockJS("/echo").close(1001)),
        // 62 characters, 124 bytes.
        thrown(() => new SockJS("/echo").close(3000, "é".repeat(62))),
      ];
    });
    assert.deepEqual(kinds, [
      [true, "TypeError", "TypeError"],
      [true, "SyntaxError", "SyntaxError"],
      [true, "TypeError", "TypeError"],
      [true, "DOMException", "InvalidStateError"],
      [true, "DOMException", "InvalidAccessError"],
      [true, "SyntaxError", "SyntaxError"],
    ]);
  });

  it("is called with and without new, and extended", async (t) => {
    const { page, url } = await start(t);
    const facts = await page.evaluate(async (url) => {
      class Extended extends SockJS {
        isExtended = true;
      }
      const made = [new SockJS(url), SockJS(url), new Extended(url), new (new SockJS(url).constructor)(url)];
      await Promise.all(made.map((socket) => new Promise((resolve) => (socket.onopen = resolve))));
      return made.map((socket) => [socket instanceof SockJS, socket instanceof EventTarget, socket.isExtended ?? false]);
    }, `${url}/echo`);
    assert.deepEqual(facts, [
      [true, true, false],
      [true, true, false],
      [true, true, true],
      [true, true, false],
    ]);
  });

  it("has the properties of a WebSocket, and sockjs-client's own", async (t) => {
    const { page, url } = await start(t);
    const [statics, before, after] = await page.evaluate(async (url) => {
      const { name, version, CONNECTING, OPEN, CLOSING, CLOSED } = SockJS;
      const look = ({ readyState, url, protocol, extensions, transport, bufferedAmount, binaryType, OPEN, CLOSED, onopen }) =>
        ({ readyState, url, protocol, extensions, transport, bufferedAmount, binaryType, OPEN, CLOSED, onopen });
      const socket = new SockJS(`${url}/`);
      const before = look(socket);
      await new Promise((resolve) => socket.addEventListener("open", resolve));
      socket.binaryType = "arraybuffer";
      return [{ name, version, CONNECTING, OPEN, CLOSING, CLOSED }, before, look(socket)];
    }, `${url}/echo`);
    assert.deepEqual(statics, { name: "SockJS", version: "1.6.1", CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 });
    assert.deepEqual(before, {
      readyState: 0,
      url: `${url}/echo`,
      protocol: "",
      extensions: "",
      transport: null,
      bufferedAmount: 0,
      binaryType: "blob",
      OPEN: 1,
      CLOSED: 3,
      onopen: null,
    });
    assert.deepEqual(after, { ...before, readyState: 1, transport: "websocket", binaryType: "arraybuffer" });
  });

  it("tells events of the DOM's own, with what each has", async (t) => {
    const { page, url } = await start(t);
    const events = await page.evaluate(async (url) => {
      const socket = new SockJS(url);
      const events = [];
      for (const type of ["open", "message", "close"]) {
        socket.addEventListener(type, (event) =>
          events.push([event.constructor.name, event.target === socket, event.isTrusted, event.data, event.origin, event.code]),
        );
      }
      socket.onopen = () => socket.send("one");
      socket.onmessage = () => socket.close(3000, "enough");
      await ended(socket);
      return events;
    }, `${url}/echo`);
    assert.deepEqual(JSON.parse(JSON.stringify(events)), [
      ["Event", true, false, null, null, null],
      ["Event", true, false, "one", url, null],
      ["CloseEvent", true, false, null, null, 3000],
    ]);
  });

  it("calls handlers in the place where each was first set, once and with the socket as this", async (t) => {
    const { page, url } = await start(t);
    const calls = await page.evaluate(async (url) => {
      const socket = new SockJS(url);
      const calls = [];
      socket.addEventListener("open", () => calls.push("first"), { once: true });
      socket.onopen = () => calls.push("replaced");
      socket.addEventListener("open", { handleEvent: () => calls.push("last") });
      socket.onopen = function () {
        calls.push(this === socket);
      };
      socket.onmessage = () => calls.push("never");
      socket.onmessage = "no function";
      calls.push(socket.onmessage);
      await new Promise((resolve) => socket.addEventListener("open", resolve));
      const answer = messages(socket, 1);
      socket.send("");
      await answer;
      return calls;
    }, `${url}/echo`);
    assert.deepEqual(calls, [null, "first", true, "last"]);
  });

  it("loses nothing where a listener throws", async (t) => {
    const { page, url } = await start(t);
    const got = await page.evaluate(async (url) => {
      const socket = await opened(url);
      socket.onmessage = () => {
        throw new Error("of a handler");
      };
      const got = messages(socket, 3);
      // They come back in one frame.
      for (const text of ["1", "2", "3"]) socket.send(text);
      return got;
    }, `${url}/echo`);
    assert.deepEqual(got, ["1", "2", "3"]);
    await until(() => page.errors.length === 3);
    assert.deepEqual(page.errors.splice(0), Array(3).fill("of a handler"));
  });

  it("makes text of what is sent, and ignores what is sent too late", async (t) => {
    const { page, url } = await start(t);
    const got = await page.evaluate(async (url) => {
      const socket = await opened(url);
      const got = messages(socket, 5);
      for (const data of [1, null, undefined, { a: 1 }, [1, 2]]) socket.send(data);
      const texts = await got;
      socket.close();
      socket.send("closing");
      await ended(socket);
      socket.send("closed");
      return texts;
    }, `${url}/echo`);
    assert.deepEqual(got, ["1", "null", "undefined", "[object Object]", "1,2"]);
  });

  it("given up while connecting tells error, then close, and connects no more", async (t) => {
    const { page, url, server } = await start(t);
    const lines = await page.evaluate(async (url) => {
      const socket = new SockJS(url);
      const lines = record(socket);
      socket.close();
      lines.push(`${socket.readyState} at once`);
      await ended(socket);
      await sleep(100);
      return lines;
    }, `${url}/ws`);
    assert.deepEqual(lines, ["2 at once", "3 error", "3 close 1000 Normal closure true"]);
    assert.deepEqual(server.control.connections(), []);
  });

  it("tells close once and last, and lets go of its handlers", async (t) => {
    const { page, url } = await start(t);
    const [lines, handlers] = await page.evaluate(async (url) => {
      const socket = await opened(url);
      const lines = record(socket);
      socket.onmessage = socket.onerror = socket.onclose = socket.onheartbeat = () => {};
      socket.addEventListener("message", () => {
        socket.close(4000, "done");
        socket.close(4001, "again");
      });
      // They come back in one frame.
      for (const text of ["1", "2", "3"]) socket.send(text);
      await ended(socket);
      await sleep(100);
      return [lines, [socket.onmessage, socket.onerror, socket.onclose, socket.onheartbeat]];
    }, `${url}/echo`);
    assert.deepEqual(lines, ["1 message 1", "3 close 4000 done true"]);
    assert.deepEqual(handlers, [null, null, null, null]);
  });

  it("works in a worker, where addresses are relative to its script", async (t) => {
    const { page, url } = await start(t);
    const got = await page.evaluate((url) => {
      const worker = new Worker(`sockjs-worker.js?${encodeURIComponent(url)}`, { type: "module" });
      return new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
    }, `${url}/echo`);
    assert.deepEqual(got, ["from a worker", "websocket", new URL("echo", page.url()).href]);
  });
});
