import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, it } from "node:test";

import { until } from "../server/harness.mjs";
import { TRANSPORTS, useSockJs } from "./sockjs-client.mjs";

const { start } = useSockJs();

describe("SockJS over what gets through", { timeout: 120_000 }, () => {
  for (const transport of TRANSPORTS) {
    describe(transport, () => {
      it("echoes every text as it was, in order", async (t) => {
        const { page, url } = await start(t);
        const facts = await page.evaluate(
          async ([url, transports]) => {
            const socket = await opened(url, null, { transports });
            const texts = ["", "\0", "\n\r\u2028", "안녕 😀", '"\\', "\ud83d", "\ude00\ud83d", "x".repeat(20_000)];
            for (let number = 0; number < 500; number++) texts.push(`message ${number}`);
            const got = messages(socket, texts.length);
            for (const text of texts) socket.send(text);
            const same = (await got).map((text, at) => text === texts[at]);
            return [socket.transport, same.lastIndexOf(false)];
          },
          [`${url}/echo`, transport],
        );
        assert.deepEqual(facts, [transport, -1]);
      });

      it("takes turns with the server", async (t) => {
        const { page, url } = await start(t);
        const turns = await page.evaluate(
          async ([url, transports]) => {
            const socket = await opened(url, null, { transports });
            let turns = 0;
            return new Promise((resolve) => {
              socket.onmessage = () => (++turns === 50 ? resolve(turns) : socket.send("turn"));
              socket.send("turn");
            });
          },
          [`${url}/echo`, transport],
        );
        assert.equal(turns, 50);
      });

      it("brings long messages, over the end of a stream too", async (t) => {
        const { page, url } = await start(t);
        const lengths = await page.evaluate(
          async ([url, transports]) => {
            const socket = await opened(url, null, { transports });
            const got = messages(socket, 5);
            for (const exponent of [11, 12, 13, 18, 1]) socket.send(exponent);
            return (await got).map(({ length }) => length);
          },
          [`${url}/amplify`, transport],
        );
        assert.deepEqual(lengths, [2_048, 4_096, 8_192, 262_144, 2]);
      });

      it("ends as the server says", async (t) => {
        const { page, url } = await start(t);
        const lines = await page.evaluate(
          async ([url, transports]) => {
            const socket = new SockJS(url, null, { transports });
            const lines = record(socket);
            await ended(socket);
            return lines;
          },
          [`${url}/close`, transport],
        );
        assert.deepEqual(lines, ["1 open", "3 close 3000 Go away! true"]);
      });

      it("lets the server know that it is closed", async (t) => {
        const { page, url, server } = await start(t);
        await page.evaluate(
          async ([url, transports]) => {
            const socket = await opened(url, null, { transports });
            socket.send("CONNECT\naccept-version:1.2\nhost:/\n\n\0");
            await messages(socket, 1);
            socket.close();
            await ended(socket);
          },
          [`${url}/ws`, transport],
        );
        await until(() => server.control.connections()[0].closed !== null);
      });

      it("is lost with 1006 where the server goes away", async (t) => {
        const { page, url, server } = await start(t);
        await page.evaluate(
          async ([url, transports]) => {
            globalThis.socket = await opened(url, null, { transports });
            globalThis.end = ended(socket);
          },
          [`${url}/ws`, transport],
        );
        // Between two polls there is no connection that a reset could end.
        await server.close();
        const { code, wasClean } = await page.evaluate("end");
        assert.deepEqual([code, wasClean], [1006, false]);
      });

      it("gives a session the names that it is asked for", async (t) => {
        const { page, url, server } = await start(t);
        await page.evaluate(
          async ([url, transports]) => {
            const socket = await opened(url, null, { transports, server: "node-7", sessionId: () => "ana" });
            socket.send("CONNECT\naccept-version:1.2\nhost:/\n\n\0");
            await messages(socket, 1);
          },
          [`${url}/ws?token=a/b?c`, transport],
        );
        const [connection] = server.control.connections();
        assert.match(connection.url, /^\/ws\/node-7\/ana\/(websocket|xhr|xhr_streaming)\?token=a\/b\?c$/);
      });
    });
  }

  it("sends over a WebSocket what was sent before it was closed", async (t) => {
    const { page, url, server } = await start(t);
    await page.evaluate(async (url) => {
      const socket = await opened(url);
      socket.send("CONNECT\naccept-version:1.2\nhost:/\n\n\0");
      socket.close();
    }, `${url}/ws`);
    await until(() => server.control.connections()[0].received[0]?.command === "CONNECT");
  });

  it("tells the heartbeats of the server, and not what a stream begins with", async (t) => {
    const { page, url } = await start(t, { sockJs: { heartbeat_delay: 200 } });
    const lines = await page.evaluate(async (url) => {
      const socket = new SockJS(url, null, { transports: "xhr-streaming" });
      const lines = record(socket);
      let beats = 0;
      await new Promise((resolve) => (socket.onheartbeat = () => ++beats === 2 && resolve()));
      return lines;
    }, `${url}/echo`);
    assert.deepEqual(lines, ["1 open", "1 heartbeat", "1 heartbeat"]);
  });

  for (const [network, expected] of [
    [{ websocket: "block" }, "xhr-streaming"],
    [{ websocket: "swallow" }, "xhr-streaming"],
    [{ websocket: "block", streaming: "buffer" }, "xhr-polling"],
  ]) {
    it(`falls back to ${expected} where the network says ${JSON.stringify(network)}`, async (t) => {
      const { page, url, server } = await start(t);
      server.network.change(network);
      const transport = await page.evaluate(async (url) => (await opened(url)).transport, `${url}/echo`);
      assert.equal(transport, expected);
    });
  }

  it("knows no transport that needs more than WebSocket and fetch, and takes one over HTTP for it", async (t) => {
    const { page, url } = await start(t);
    const transports = await page.evaluate(async (url) => {
      const used = async (transports) => (await opened(url, null, { transports })).transport;
      return [
        await used([]),
        await used(["eventsource", "xhr-polling", "jsonp-polling"]),
        await used("iframe-eventsource"),
        await used(["xhr-polling", "websocket"]),
      ];
    }, `${url}/echo`);
    assert.deepEqual(transports, ["websocket", "xhr-polling", "xhr-streaming", "websocket"]);
  });

  for (const [path, expected, means] of [
    ["/disabled_websocket_echo", "xhr-streaming", "no WebSocket"],
    ["/base_url_echo", "websocket", "another address"],
  ]) {
    it(`does what /info says: ${means}`, async (t) => {
      const { page, url } = await start(t);
      const facts = await page.evaluate(async (url) => {
        const socket = await opened(url);
        const answer = messages(socket, 1);
        socket.send("text");
        return [socket.transport, socket.url, await answer];
      }, url + path);
      assert.deepEqual(facts, [expected, url + path, ["text"]]);
    });
  }

  it("waits for a slow transport as long as timeout says", async (t) => {
    const { page, url, server } = await start(t);
    server.control.script({ url: "/websocket", rules: [{ on: "upgrade", do: [{ wait: 2_000 }] }] });
    const transport = await page.evaluate(
      async (url) => (await opened(url, null, { timeout: 5_000 })).transport,
      `${url}/echo`,
    );
    assert.equal(transport, "websocket");
  });

  it("fails with 2000 where the server answers and no transport opens", async (t) => {
    const { page, url, server } = await start(t);
    server.network.change({ websocket: "block" });
    const lines = await page.evaluate(async (url) => {
      const socket = new SockJS(url, null, { transports: "websocket" });
      const lines = record(socket);
      await ended(socket);
      return lines;
    }, `${url}/echo`);
    assert.deepEqual(lines, ["3 close 2000 All transports failed false"]);
  });

  it("fails with 1002 where no server answers, on another attempt too", async (t) => {
    const { page } = await start(t);
    const ends = await page.evaluate(
      async (url) => [await ended(new SockJS(url)), await ended(new SockJS(url))],
      await unusedUrl(),
    );
    assert.deepEqual(ends, Array(2).fill({ code: 1002, reason: "Cannot connect to server", wasClean: false }));
  });

  it("fails with 1002 where the server has no such endpoint", async (t) => {
    const { page, url } = await start(t);
    const end = await page.evaluate((url) => ended(new SockJS(url)), `${url}/nothing`);
    assert.deepEqual(end, { code: 1002, reason: "Cannot connect to server", wasClean: false });
  });
});

/** Where nobody listens. */
async function unusedUrl() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return `http://127.0.0.1:${port}`;
}
