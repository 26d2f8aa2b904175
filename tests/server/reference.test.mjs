import assert from "node:assert/strict";
import { test } from "node:test";

import { Peer, serve } from "./harness.mjs";

/** A framed WebSocket that is open. sockjs knows a session by its name alone, whatever the endpoint. */
async function open(server, endpoint) {
  const peer = await Peer.open(server, `${endpoint}/000/${crypto.randomUUID()}/websocket`);
  assert.equal(await peer.next(), "o");
  return peer;
}

async function info(server, endpoint) {
  return (await fetch(`${server.url}${endpoint}/info`)).json();
}

/** The length of a streamed body that ends at the response limit, after messages of 1,000 characters. */
async function streamedLength(server, endpoint, messages) {
  const session = `${server.url}${endpoint}/000/${crypto.randomUUID()}`;
  const stream = await fetch(`${session}/xhr_streaming`, { method: "POST" });
  for (let sent = 0; sent < messages; sent += 1)
    await fetch(`${session}/xhr_send`, { method: "POST", body: JSON.stringify(["x".repeat(1_000)]) });
  return (await stream.text()).length;
}

test("the reference endpoints are there where they are asked for", async (t) => {
  const [without, has] = [await serve(t), await serve(t, { reference: true })];
  assert.equal((await fetch(`${without.url}/echo/info`)).status, 404);
  assert.equal((await fetch(`${has.url}/echo/info`)).status, 200);
  await assert.rejects(Peer.open(without, "/echo/websocket"), /404/);
  await assert.rejects(Peer.open(has, "/echo_more/websocket"), /404/);
});

test("/echo and /echo_128k return what they get, and end a stream at their limits", async (t) => {
  const server = await serve(t, { reference: true });
  const raw = await Peer.open(server, "/echo/websocket");
  raw.send("as it is");
  assert.equal(await raw.next(), "as it is");
  const framed = await open(server, "/echo_128k");
  framed.send('["a","안녕"]');
  assert.deepEqual([await framed.next(), await framed.next()], ['a["a"]', 'a["안녕"]']);

  const [prelude, opening, frame] = [2_048 + 1, "o\n".length, 'a[""]\n'.length + 1_000];
  assert.equal(await streamedLength(server, "/echo", 5), prelude + opening + 5 * frame);
  assert.equal(await streamedLength(server, "/echo_128k", 131), prelude + opening + 131 * frame);
});

test("/info tells what an endpoint does without or elsewhere", async (t) => {
  const server = await serve(t, { reference: true });
  assert.equal((await info(server, "/disabled_websocket_echo")).websocket, false);
  for (const path of ["/websocket", "/000/a/websocket"])
    await assert.rejects(Peer.open(server, `/disabled_websocket_echo${path}`), /404/);
  assert.equal((await info(server, "/cookie_needed_echo")).cookie_needed, true);
  assert.equal((await info(server, "/base_url_echo")).base_url, `${server.url}/echo`);
  assert.equal((await info(server, "/foreign_base_url_echo")).base_url, `http://localhost:${server.port}/echo`);
});

test("/cookie_needed_echo gives a cookie", async (t) => {
  const server = await serve(t, { reference: true });
  const poll = await fetch(`${server.url}/cookie_needed_echo/000/cookie/xhr`, { method: "POST" });
  assert.equal(poll.headers.get("set-cookie"), "JSESSIONID=dummy; path=/");
});

test("/close closes what is opened", async (t) => {
  const server = await serve(t, { reference: true });
  const peer = await open(server, "/close");
  assert.equal(await peer.next(), 'c[3000,"Go away!"]');
});

test("/amplify answers as many characters as it is told", async (t) => {
  const server = await serve(t, { reference: true });
  const peer = await open(server, "/amplify");
  for (const [exponent, length] of [
    ["1", 2],
    ["18", 262_144],
    ["19", 2],
    ["nonsense", 2],
  ]) {
    peer.send(JSON.stringify([exponent]));
    assert.equal(await peer.next(), `a["${"x".repeat(length)}"]`, exponent);
  }
});

test("/broadcast tells everybody, whatever carries them", async (t) => {
  const server = await serve(t, { reference: true });
  const [sender, listener] = [await open(server, "/broadcast"), await open(server, "/broadcast")];
  const session = `${server.url}/broadcast/000/${crypto.randomUUID()}/xhr`;
  const poll = async () => (await fetch(session, { method: "POST" })).text();
  assert.equal(await poll(), "o\n");
  sender.send('["to all"]');
  for (const peer of [sender, listener]) assert.equal(await peer.next(), 'a["to all"]');
  assert.equal(await poll(), 'a["to all"]\n');
});

test("scripts and the network concern the reference endpoints too", async (t) => {
  const server = await serve(t, { reference: true });
  server.control.script({ url: "/echo/info", rules: [{ on: "request", do: [{ status: 503 }] }] });
  assert.equal((await fetch(`${server.url}/echo/info`)).status, 503);
  server.control.script({ url: "/echo/", rules: [{ on: "upgrade", do: [{ status: 502 }] }] });
  await assert.rejects(Peer.open(server, "/echo/websocket"), /502/);
  server.network.change({ websocket: "block" });
  await assert.rejects(Peer.open(server, "/echo/websocket"), /403/);
});
