import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, createServer as createHttpServer, request as openRequest } from "node:http";
import { connect, createServer } from "node:net";
import { buffer, text } from "node:stream/consumers";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";

import WebSocket, { WebSocketServer } from "ws";

import { until } from "../server/harness.mjs";
import { startFaultProxy } from "./fault-proxy.mjs";
import { seededFaults } from "./seeded-faults.mjs";

/** @typedef {import("./fault-proxy.mjs").Fault} Fault */

/** Long enough for what must not arrive to be on its way. */
const SOON_MS = 100;

/**
 * The proxy before a server, both until the end of the test.
 *
 * @param {import("node:test").TestContext} t
 * @param {import("node:net").Server} server
 * @param {...Fault} faults of the first connection
 */
async function before(t, server, ...faults) {
  if (!server.listening) await once(server.listen(0, "127.0.0.1"), "listening");
  const to = server.address().port;
  const proxy = await startFaultProxy({ to, faults: (connection) => (connection === 0 ? faults : []) });
  t.after(async () => {
    await proxy.close();
    server.close();
  });
  return proxy;
}

/** Both ends of a TCP connection through the proxy, and what each has received. */
async function pair(t, ...faults) {
  const server = createServer({ allowHalfOpen: true });
  const proxy = await before(t, server, ...faults);
  const accepted = once(server, "connection");
  const client = new End(connect({ port: proxy.port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true }));
  const [socket] = await accepted;
  return { proxy, client, server: new End(socket) };
}

class End {
  chunks = [];
  ending = null;

  constructor(socket) {
    this.socket = socket;
    socket.on("data", (chunk) => this.chunks.push(chunk));
    socket.on("end", () => (this.ending ??= "end"));
    socket.on("error", ({ code }) => (this.ending ??= code));
  }

  get received() {
    return Buffer.concat(this.chunks).toString();
  }

  send(data) {
    this.socket.write(data);
  }
}

/** A WebSocket through the proxy, its other end, and the messages that each has received. */
async function webSockets(t, ...faults) {
  const server = createHttpServer();
  const ends = new WebSocketServer({ server });
  const proxy = await before(t, server, ...faults);
  const accepted = once(ends, "connection");
  const client = new WebSocket(`ws://127.0.0.1:${proxy.port}`, { perMessageDeflate: false });
  const collect = (socket) => {
    const messages = [];
    socket.on("message", (message) => messages.push(message.toString()));
    socket.on("error", () => {});
    return messages;
  };
  const messages = { down: collect(client) };
  const [other] = await accepted;
  messages.up = collect(other);
  await once(client, "open");
  return { client, other, messages, proxy };
}

describe("a proxy that does harm", { timeout: 20_000 }, () => {
  it("does none where it is not told to, and counts what passes", async (t) => {
    const { proxy, client, server } = await pair(t);
    client.send("to the server");
    server.send("back");
    await until(() => server.received === "to the server" && client.received === "back");
    client.socket.end();
    await until(() => server.ending === "end");
    server.send(" again");
    server.socket.end();
    await until(() => client.ending === "end");
    assert.deepEqual([server.received, client.received], ["to the server", "back again"]);
    assert.deepEqual(proxy.passed(), [{ up: 13, down: 10 }]);
  });

  for (const [direction, kept] of [
    ["up", { client: "", server: "012" }],
    ["down", { client: "012", server: "" }],
  ]) {
    const from = direction === "up" ? "client" : "server";

    it(`cuts on the way ${direction} after the very byte, in good order`, async (t) => {
      const ends = await pair(t, { direction, at: { byte: 3 }, harm: "cut" });
      ends[from].send("0123456789");
      await until(() => ends.client.ending && ends.server.ending);
      assert.deepEqual({ client: ends.client.received, server: ends.server.received }, kept);
      assert.deepEqual([ends.client.ending, ends.server.ending], ["end", "end"]);
    });

    it(`resets on the way ${direction}`, async (t) => {
      const at = { byte: 3 };
      // To Node, what comes together with data is no reset but an end.
      const later = { direction, at, harm: "delay", ms: SOON_MS };
      const ends = await pair(t, later, { direction, at, harm: "reset" });
      ends[from].send("0123456789");
      await until(() => ends.client.ending && ends.server.ending);
      assert.deepEqual({ client: ends.client.received, server: ends.server.received }, kept);
      assert.deepEqual([ends.client.ending, ends.server.ending], ["ECONNRESET", "ECONNRESET"]);
    });

    it(`stalls the way ${direction} alone`, async (t) => {
      const ends = await pair(t, { direction, at: { byte: 3 }, harm: "stall" });
      const other = from === "client" ? "server" : "client";
      for (const end of [from, other]) ends[end].send("0123456789");
      await until(() => ends[other].received.length >= 3 && ends[from].received.length >= 10);
      await sleep(SOON_MS);
      assert.deepEqual([ends[other].received, ends[from].received], ["012", "0123456789"]);
    });
  }

  it("cuts as soon as the byte has passed, not only when another follows", async (t) => {
    const { client, server } = await pair(t, { direction: "up", at: { byte: 3 }, harm: "cut" });
    client.send("012");
    await until(() => server.ending);
    assert.deepEqual([server.received, server.ending], ["012", "end"]);
  });

  it("cuts before the first byte", async (t) => {
    const { client, server } = await pair(t, { direction: "up", at: { byte: 0 }, harm: "cut" });
    await until(() => client.ending && server.ending);
    assert.deepEqual([client.ending, server.ending], ["end", "end"]);
  });

  it("swallows both ways, and tells nobody of the other's end", async (t) => {
    const { client, server } = await pair(t, { direction: "up", at: { byte: 3 }, harm: "swallow" });
    client.send("0123");
    server.send("0123");
    await until(() => server.received === "012");
    const before = client.received;
    server.send("more");
    server.socket.resetAndDestroy();
    await sleep(SOON_MS);
    assert.deepEqual([client.received, client.ending], [before, null]);
  });

  it("delays what follows, in its order", async (t) => {
    const ms = 2 * SOON_MS;
    const { client, server } = await pair(t, { direction: "up", at: { byte: 3 }, harm: "delay", ms });
    const startedAt = performance.now();
    client.send("01234");
    client.send("56789");
    await until(() => server.received === "012");
    await until(() => server.received === "0123456789");
    // Timers count whole milliseconds.
    assert.ok(performance.now() - startedAt >= ms - 1);
  });

  it("writes byte by byte", async (t) => {
    const { client, server } = await pair(t, { direction: "up", at: { byte: 3 }, harm: "trickle" });
    client.send("0123456789".repeat(10));
    await until(() => server.received === "0123456789".repeat(10));
    // Some may still arrive as one.
    assert.ok(server.chunks.length > 50, `${server.chunks.length} chunks`);
  });

  for (const [direction, name] of [
    ["up", "client"],
    ["down", "other"],
  ]) {
    it(`sends a WebSocket message ${direction} twice, whatever its length, and no other`, async (t) => {
      for (const length of [1, 125, 126, 65_535, 65_536]) {
        const ends = await webSockets(t, { direction, at: { message: 1 }, harm: "duplicate" });
        const messages = ["first", "x".repeat(length), "last"];
        for (const message of messages) ends[name].send(message);
        await until(() => ends.messages[direction].includes("last"));
        const expected = messages.toSpliced(1, 0, messages[1]);
        assert.ok(isDeepStrictEqual(ends.messages[direction], expected), `${length} bytes`);
      }
    });
  }

  it("knows a message in many frames, with a ping between them, as one", async (t) => {
    const { client, messages } = await webSockets(t, { direction: "up", at: { message: 0 }, harm: "duplicate" });
    client.send("one ", { fin: false });
    client.ping();
    client.send("and two", { fin: true });
    client.send("three");
    await until(() => messages.up.includes("three"));
    assert.deepEqual(messages.up, ["one and two", "one and two", "three"]);
  });

  it("cuts between two messages, and within one", async (t) => {
    for (const [byte, passed] of [
      [0, 0],
      [5, 5],
    ]) {
      const at = { message: 2, byte };
      const { other, client, messages, proxy } = await webSockets(t, { direction: "down", at, harm: "cut" });
      const before = proxy.passed()[0].down;
      for (const message of ["first", "second", "third"]) other.send(message);
      const [code] = await once(client, "close");
      assert.deepEqual([code, messages.down], [1006, ["first", "second"]]);
      const frames = 2 + "first".length + 2 + "second".length;
      assert.equal(proxy.passed()[0].down - before, frames + passed);
    }
  });

  for (const direction of ["up", "down"]) {
    it(`cuts between two HTTP exchanges, on the way ${direction}`, async (t) => {
      // One body of known length, one in chunks, one that is empty.
      const bodies = ["counted", "in chunks", "", "never read"];
      const answered = [];
      const server = createHttpServer(async (request, response) => {
        const body = await text(request);
        answered.push(body);
        if (body === "in chunks") response.write(body.slice(0, 3));
        response.end(body === "in chunks" ? body.slice(3) : body);
      });
      const proxy = await before(t, server, { direction, at: { exchange: 3 }, harm: "cut" });
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      t.after(() => agent.destroy());
      const post = async (body) => {
        const headers = body === "in chunks" ? { "transfer-encoding": "chunked" } : { "content-length": body.length };
        const request = openRequest({ port: proxy.port, host: "127.0.0.1", method: "POST", agent, headers });
        const [response] = await once(request.end(body), "response");
        return text(response);
      };
      for (const body of bodies.slice(0, 3)) assert.equal(await post(body), body);
      await assert.rejects(post(bodies[3]));
      assert.deepEqual(answered, direction === "up" ? bodies.slice(0, 3) : bodies);
      assert.equal(proxy.passed().length, 1);
    });
  }

  it("passes much at once, through a reader that is slow", async (t) => {
    const sent = Buffer.alloc(8 << 20, "0123456789abc");
    const server = createServer((socket) => setTimeout(() => socket.pipe(socket), SOON_MS));
    const proxy = await before(t, server);
    const socket = connect(proxy.port, "127.0.0.1");
    socket.end(sent);
    assert.ok(sent.equals(await buffer(socket)));
  });

  it("resets the client of a server that is not there", async (t) => {
    const server = createServer();
    const proxy = await before(t, server);
    server.close();
    const client = new End(connect(proxy.port, "127.0.0.1"));
    await until(() => client.ending);
    assert.equal(client.ending, "ECONNRESET");
  });

  it("takes what is open along when it closes", async (t) => {
    const { proxy, client, server } = await pair(t, { direction: "up", at: { byte: 0 }, harm: "stall" });
    const closed = [client, server].map(({ socket }) => once(socket.on("end", () => socket.end()), "close"));
    await proxy.close();
    await Promise.all(closed);
  });
});

describe("faults that a seed decides", () => {
  const faults = (seed) => Array.from({ length: 200 }, (_, connection) => seededFaults({ seed })(connection));

  it("are the same for the same seed, and others for another", () => {
    assert.deepEqual(faults(1), faults(1));
    assert.notDeepEqual(faults(1), faults(2));
  });

  it("are of every kind, each way", () => {
    const kinds = new Set(faults(1).map(([{ direction, harm }]) => `${harm} ${direction}`));
    assert.equal(kinds.size, 14);
  });
});
