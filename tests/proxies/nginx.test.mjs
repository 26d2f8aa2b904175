import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { Peer, serve, until } from "../server/harness.mjs";
import { startNginx } from "./nginx.mjs";

const timeout = 30_000;
const [PRELUDE, FRAME] = ["h".repeat(2_048), `a["${"x".repeat(5_000)}"]`];

/** @param {import("node:test").TestContext} t both end with the test */
async function behind(t, options) {
  const server = await serve(t, { reference: true });
  const nginx = await startNginx({ target: server.url, ...options });
  t.after(() => nginx.stop());
  return { server, nginx };
}

const post = (nginx, path, body) => fetch(`${nginx.url}${path}`, { method: "POST", body });

/** A stream that is being read: what has arrived of it, and how it ended if it did. */
class Stream {
  arrived = "";
  /** @type {"complete" | "cut" | null} */
  end = null;
  #nginx;
  #session = `/echo/000/${crypto.randomUUID()}`;

  constructor(nginx) {
    this.#nginx = nginx;
    this.#read().then(
      () => (this.end = "complete"),
      () => (this.end = "cut"),
    );
  }

  async #read() {
    const { body } = await post(this.#nginx, `${this.#session}/xhr_streaming`);
    for await (const text of body.pipeThrough(new TextDecoderStream())) this.arrived += text;
  }

  /** Sends what makes the server end it, as soon as the server has it. */
  async fill() {
    const message = JSON.stringify(["x".repeat(5_000)]);
    while ((await post(this.#nginx, `${this.#session}/xhr_send`, message)).status === 404) await sleep(10);
  }
}

test("pass lets everything through at once", { timeout }, async (t) => {
  const { nginx } = await behind(t, { kind: "pass" });
  const peer = await Peer.open(nginx, "/echo/websocket");
  peer.send("both ways");
  assert.equal(await peer.next(), "both ways");
  const stream = new Stream(nginx);
  await until(() => stream.arrived === `${PRELUDE}\no\n`);
});

test("strip turns WebSockets into plain requests, and streams flow", { timeout }, async (t) => {
  const { nginx } = await behind(t, { kind: "strip" });
  for (const path of ["/echo/websocket", "/echo/000/strip/websocket"])
    await assert.rejects(Peer.open(nginx, path), /400/);
  assert.equal((await (await fetch(`${nginx.url}/echo/info`)).json()).websocket, true);
  const stream = new Stream(nginx);
  await until(() => stream.arrived === `${PRELUDE}\no\n`);
});

test("block forbids WebSockets, and streams flow", { timeout }, async (t) => {
  const { nginx } = await behind(t, { kind: "block" });
  for (const path of ["/echo/websocket", "/echo/000/block/websocket"])
    await assert.rejects(Peer.open(nginx, path), /403/);
  const stream = new Stream(nginx);
  await until(() => stream.arrived === `${PRELUDE}\no\n`);
});

test("buffer holds a stream back until it is complete, and lets polls through", { timeout }, async (t) => {
  const { nginx } = await behind(t, { kind: "buffer" });
  const stream = new Stream(nginx);
  assert.equal(await (await post(nginx, "/echo/000/buffer/xhr")).text(), "o\n");
  assert.equal(stream.arrived, "");
  await stream.fill();
  await until(() => stream.end === "complete");
  assert.equal(stream.arrived, `${PRELUDE}\no\n${FRAME}\n`);
});

test("idle cuts what the server is silent on, but not where the client speaks", { timeout }, async (t) => {
  const { nginx } = await behind(t, { kind: "idle", idleSeconds: 1 });
  const [silent, speaking] = [await Peer.open(nginx, "/ws/websocket"), await Peer.open(nginx, "/ws/websocket")];
  // To STOMP, line ends mean that somebody is there; the server does not answer them.
  const beats = setInterval(() => speaking.send("\n"), 200);
  t.after(() => clearInterval(beats));
  let cut = false;
  speaking.closed.then(() => (cut = true));
  const stream = new Stream(nginx);

  await post(nginx, "/echo/000/idle/xhr");
  const poll = await post(nginx, "/echo/000/idle/xhr");
  assert.deepEqual([poll.status, poll.headers.get("content-type")], [504, "text/html"]);
  assert.equal((await silent.closed).code, 1006);
  await until(() => stream.end === "cut");
  assert.equal(stream.arrived, `${PRELUDE}\no\n`);
  await sleep(1_500);
  assert.equal(cut, false);
});

test("all requests of a session reach the same server, and sessions all of them", { timeout }, async (t) => {
  const servers = await Promise.all([serve(t, { reference: true }), serve(t, { reference: true })]);
  const nginx = await startNginx({ kind: "pass", targets: servers.map(({ url }) => url) });
  t.after(() => nginx.stop());
  for (let session = 0; session < 32; session += 1) {
    const path = `/ws/${String(session).padStart(3, "0")}/sticky-${session}`;
    assert.equal(await (await post(nginx, `${path}/xhr`)).text(), "o\n");
    assert.equal((await post(nginx, `${path}/xhr_send`, '["\\n"]')).status, 204);
  }
  const sessions = servers.map(({ control }) => control.connections().length);
  assert.equal(sessions[0] + sessions[1], 32);
  assert.ok(sessions.every((count) => count > 0), `${sessions}`);
});

test("a server that is not there is 502, and a bad configuration is told", { timeout }, async (t) => {
  const { nginx, server } = await behind(t, { kind: "pass" });
  await server.close();
  assert.equal((await fetch(nginx.url)).status, 502);
  await assert.rejects(startNginx({ kind: "pass", targets: [] }), /no servers are inside upstream/);
});

test("stopping ends what is open", { timeout }, async (t) => {
  const server = await serve(t, { reference: true });
  const nginx = await startNginx({ kind: "pass", target: server.url });
  const peer = await Peer.open(nginx, "/echo/websocket");
  await nginx.stop();
  assert.equal((await peer.closed).code, 1006);
  await assert.rejects(fetch(nginx.url));
});
