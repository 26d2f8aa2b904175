import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, createServer, request as openRequest } from "node:http";
import { connect } from "node:net";
import { buffer, text } from "node:stream/consumers";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { Peer, serve } from "../server/harness.mjs";
import { startDelayProxy } from "./delay.mjs";

/** Long enough to tell one round trip from two on a busy machine. */
const ROUND_TRIP_MS = 200;
/** Timers count whole milliseconds. */
const EARLY_MS = 4;

const STREAM = "/echo/000/stream";

/** @param {import("node:test").TestContext} t both end with the test */
async function through(t, options) {
  const server = await serve(t, { reference: true });
  const proxy = await startDelayProxy({ target: server.url, ...options });
  t.after(() => proxy.close());
  return { server, proxy };
}

/** A server of one function, and the proxy before it. */
async function before(t, answer, options) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy = await startDelayProxy({ target: `http://127.0.0.1:${server.address().port}`, ...options });
  t.after(async () => {
    await proxy.close();
    server.close();
    server.closeAllConnections();
  });
  return { proxy, server };
}

/** How long something takes, and what it gives. */
async function timed(action) {
  const startedAt = performance.now();
  const value = await action();
  return { value, ms: performance.now() - startedAt };
}

function assertRoundTrips({ ms }, expected) {
  const roundTrips = Math.floor((ms + EARLY_MS) / ROUND_TRIP_MS);
  assert.equal(roundTrips, expected, `${ms} ms`);
}

const post = (url, body) => fetch(url, { method: "POST", body });

test("a new connection takes two round trips, one that is kept takes one", async (t) => {
  const { proxy } = await through(t, { roundTripMs: ROUND_TRIP_MS });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const ask = () =>
    timed(async () => {
      const [response] = await once(openRequest(`${proxy.url}/health`, { agent }).end(), "response");
      return text(response);
    });
  for (const roundTrips of [2, 1, 1]) {
    const answer = await ask();
    assert.equal(answer.value, "ok");
    assertRoundTrips(answer, roundTrips);
  }
});

test("what is sent meanwhile travels along, and nothing overtakes", async (t) => {
  const { proxy } = await through(t, { roundTripMs: ROUND_TRIP_MS });
  const peer = await Peer.open(proxy, "/echo/websocket");
  const messages = Array.from({ length: 100 }, (_, number) => `${number}`);
  const echoes = await timed(async () => {
    for (const message of messages) {
      peer.send(message);
      await sleep(1);
    }
    const received = [];
    while (received.length < messages.length) received.push(await peer.next());
    return received;
  });
  assert.deepEqual(echoes.value, messages);
  assert.ok(echoes.ms < 10 * ROUND_TRIP_MS, `${echoes.ms} ms: one after the other would take 100 round trips`);
});

test("pipelined requests are answered in their order", async (t) => {
  const { proxy } = await through(t, { roundTripMs: ROUND_TRIP_MS });
  const socket = connect(proxy.port, "127.0.0.1");
  const get = (path, more = "") => `GET ${path} HTTP/1.1\r\nhost: test\r\n${more}\r\n`;
  socket.write(get("/health") + get("/echo") + get("/health", "connection: close\r\n"));
  const answers = await timed(() => text(socket));
  assert.deepEqual(answers.value.match(/(?<=\n)(ok|Welcome to SockJS!)/g), ["ok", "Welcome to SockJS!", "ok"]);
  assertRoundTrips(answers, 2);
});

test("large bodies arrive whole, both ways", async (t) => {
  const sent = Buffer.alloc(8 * 1024 * 1024, "0123456789abc");
  const { proxy } = await before(t, (request, response) => request.pipe(response), { roundTripMs: 20 });
  const response = await post(proxy.url, sent);
  assert.ok(sent.equals(await buffer(response.body)));
});

test("a stream travels as it comes, and is cut where its reader leaves", { timeout: 5_000 }, async (t) => {
  const { proxy, server } = await before(t, (_request, response) => response.write("first"));
  const arrival = once(server, "request");
  const reader = (await fetch(proxy.url)).body.getReader();
  assert.equal(Buffer.from((await reader.read()).value).toString(), "first");
  const [, response] = await arrival;
  const closed = once(response, "close");
  await reader.cancel();
  await closed;
});

test("a request that nobody waits for any more is given up", { timeout: 5_000 }, async (t) => {
  const { proxy, server } = await before(t, () => {});
  const arrival = once(server, "request");
  const leave = new AbortController();
  const asking = fetch(proxy.url, { signal: leave.signal });
  const [, response] = await arrival;
  const closed = once(response, "close");
  leave.abort();
  await assert.rejects(asking, { name: "AbortError" });
  await closed;
});

test("strip refuses WebSockets at once, a round trip counted, and nothing else", async (t) => {
  const { proxy } = await through(t, { roundTripMs: ROUND_TRIP_MS, upgrade: "strip" });
  const refusal = await timed(() => assert.rejects(Peer.open(proxy, "/ws/websocket"), /400/));
  assertRoundTrips(refusal, 2);
  assert.equal((await fetch(`${proxy.url}/ws/info`)).status, 200);
});

test("swallow never answers WebSockets, which may leave", { timeout: 5_000 }, async (t) => {
  const { proxy, server } = await through(t, { upgrade: "swallow" });
  const socket = connect(proxy.port, "127.0.0.1");
  socket.write("GET /ws/websocket HTTP/1.1\r\nhost: test\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
  const answer = once(socket, "data").then(() => "answered");
  const later = fetch(`${proxy.url}/ws/info`).then(() => "silent");
  assert.equal(await Promise.race([answer, later]), "silent");
  socket.end();
  await once(socket, "close");
  assert.deepEqual(server.control.connections(), []);
});

test("buffer holds a stream back until it is complete, and lets polls through", { timeout: 5_000 }, async (t) => {
  const { proxy } = await through(t, { stream: "buffer" });
  let arrived = false;
  const stream = post(`${proxy.url}${STREAM}/xhr_streaming`).finally(() => (arrived = true));
  const send = () => post(`${proxy.url}${STREAM}/xhr_send`, JSON.stringify(["x".repeat(3_000)]));
  // The session exists when the stream has reached the server.
  while ((await send()).status === 404) await sleep(10);
  assert.equal(await (await post(`${proxy.url}/echo/000/poll/xhr`)).text(), "o\n");
  assert.equal(arrived, false);
  await send();
  const frame = `a["${"x".repeat(3_000)}"]`;
  assert.deepEqual((await (await stream).text()).split("\n"), ["h".repeat(2_048), "o", frame, frame, ""]);
});

test("close opens WebSockets and closes them politely", async (t) => {
  const { proxy, server } = await through(t, { upgrade: "close" });
  const peer = await Peer.open(proxy, "/ws/websocket");
  assert.deepEqual(await peer.closed, { code: 1000, reason: "" });
  assert.deepEqual(server.control.connections(), []);
});

test("html answers everything with a page, which any origin may read", async (t) => {
  const { proxy, server } = await through(t, { html: true });
  for (const path of ["/ws/info", "/ws/000/a/xhr"]) {
    const response = await fetch(proxy.url + path, { method: "POST", headers: { origin: "http://elsewhere" } });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "text/html;charset=utf-8");
    assert.equal(response.headers.get("access-control-allow-origin"), "http://elsewhere");
    assert.match(await response.text(), /^<!doctype html>/);
  }
  await assert.rejects(Peer.open(proxy, "/ws/websocket"), /200/);
  assert.deepEqual(server.control.connections(), []);
});

test("requests tells what came, upgrades included", async (t) => {
  const { proxy } = await through(t);
  const startedAt = performance.now();
  await fetch(`${proxy.url}/health?a`, { headers: { "x-name": "value" } });
  await post(`${proxy.url}/ws/000/b/xhr`);
  await Peer.open(proxy, "/ws/websocket");
  const requests = proxy.requests();
  assert.deepEqual(
    requests.map(({ method, url, upgrade }) => [method, url, upgrade]),
    [
      ["GET", "/health?a", false],
      ["POST", "/ws/000/b/xhr", false],
      ["GET", "/ws/websocket", true],
    ],
  );
  assert.equal(requests[0].headers["x-name"], "value");
  const times = [startedAt, ...requests.map(({ atMs }) => atMs), performance.now()];
  assert.deepEqual(times, times.toSorted((one, other) => one - other));
});

test("a server that is not there is 502, also for those who wait", async (t) => {
  const { proxy, server } = await through(t);
  await server.close();
  assert.equal((await fetch(`${proxy.url}/health`)).status, 502);
  await assert.rejects(Peer.open(proxy, "/ws/websocket"));
});

test("closing the proxy ends what is open", { timeout: 5_000 }, async (t) => {
  const server = await serve(t, { reference: true });
  const proxy = await startDelayProxy({ target: server.url, roundTripMs: 20 });
  const peer = await Peer.open(proxy, "/echo/websocket");
  const stream = await post(`${proxy.url}${STREAM}/xhr_streaming`);
  await proxy.close();
  assert.equal((await peer.closed).code, 1006);
  await assert.rejects(stream.text());
  await assert.rejects(fetch(proxy.url));
});
