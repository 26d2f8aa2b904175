import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";

import { Peer, serve } from "./harness.mjs";

const PASSES = { websocket: "pass", streaming: "pass" };
const STREAM = "/ws/000/stream/xhr_streaming";

async function change(server, body) {
  const response = await fetch(`${server.url}/network`, { method: "POST", body });
  return { status: response.status, value: await response.json() };
}

test("the network tells its state and changes it, also without control", async (t) => {
  const server = await serve(t, { control: false });
  assert.deepEqual(await (await fetch(`${server.url}/network`)).json(), PASSES);
  const blocked = { websocket: "block", streaming: "pass" };
  assert.deepEqual(await change(server, '{"websocket":"block"}'), { status: 200, value: blocked });
  const buffered = { websocket: "block", streaming: "buffer" };
  assert.deepEqual(await change(server, '{"streaming":"buffer"}'), { status: 200, value: buffered });
  assert.deepEqual(await (await fetch(`${server.url}/network`)).json(), buffered);
});

test("what a network does not have changes nothing", async (t) => {
  const server = await serve(t);
  for (const body of ["x", "null", '{"websocket":"block","toString":"pass"}', '{"websocket":"buffer"}'])
    assert.equal((await change(server, body)).status, 400, body);
  assert.equal((await fetch(`${server.url}/network`, { method: "DELETE" })).status, 405);
  assert.deepEqual(server.network.state, PASSES);
});

test("a blocked WebSocket is refused, on SockJS endpoints only, and open ones live on", async (t) => {
  const server = await serve(t);
  const before = await Peer.connected(server, { path: "/ws/websocket" });
  server.network.change({ websocket: "block" });
  for (const path of ["/ws/websocket", "/ws/000/framed/websocket"])
    await assert.rejects(Peer.open(server, path), /403/);
  await Peer.connected(server);
  await before.confirmed("SUBSCRIBE\nid:1\ndestination:/topic/t\n\n\0");
  server.network.change({ websocket: "pass" });
  await Peer.connected(server, { path: "/ws/websocket" });
});

test("a swallowed WebSocket is never answered, and may leave", { timeout: 5_000 }, async (t) => {
  const server = await serve(t);
  server.network.change({ websocket: "swallow" });
  const socket = connect(server.port, "127.0.0.1");
  socket.write("GET /ws/websocket HTTP/1.1\r\nhost: test\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
  const answered = once(socket, "data").then(() => "answered");
  // By the time that a request which comes later is answered, this one would be too.
  const later = fetch(`${server.url}/health`).then(() => "silent");
  assert.equal(await Promise.race([answered, later]), "silent");
  socket.end();
  await once(socket, "close");
});

test("a buffered stream arrives when it is complete", { timeout: 5_000 }, async (t) => {
  const server = await serve(t, { sockJs: { response_limit: 4_096 } });
  server.network.change({ streaming: "buffer" });
  let arrived = false;
  const stream = fetch(server.url + STREAM, { method: "POST" }).finally(() => (arrived = true));
  const post = (path, body) => fetch(`${server.url}/ws/000/${path}`, { method: "POST", body });

  // A poll gets through meanwhile, headers and all.
  assert.equal(await (await post("poll/xhr")).text(), "o\n");
  assert.equal((await post("stream/xhr_send", '["CONNECT\\naccept-version:1.2\\n\\n\\u0000"]')).status, 204);
  assert.equal(arrived, false);

  const [{ id }] = server.control.connections();
  server.control.do(id, [{ raw: "x".repeat(4_096) }]);
  const [prelude, open, ...frames] = (await (await stream).text()).split("\n");
  assert.deepEqual([prelude, open], ["h".repeat(2_048), "o"]);
  assert.match(frames[0], /^a\["CONNECTED/);
  assert.equal(frames[1], `a["${"x".repeat(4_096)}"]`);
});
