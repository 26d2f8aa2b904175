import assert from "node:assert/strict";
import { test } from "node:test";

import { parse, Peer, serve } from "./harness.mjs";

const CONNECT = "CONNECT\naccept-version:1.2\n\n\0";

function post(server, path, body) {
  return fetch(server.url + path, { method: "POST", body });
}

function send(server, session, frame) {
  return post(server, `${session}/xhr_send`, JSON.stringify([frame]));
}

/** The STOMP frames of a SockJS array frame. */
function frames(line) {
  assert.equal(line[0], "a");
  return JSON.parse(line.slice(1)).map(parse);
}

test("info says what SockJS clients ask", async (t) => {
  const server = await serve(t);
  const info = await (await fetch(`${server.url}/ws/info`)).json();
  assert.equal(info.websocket, true);
  assert.deepEqual(info.origins, ["*:*"]);
});

test("xhr-polling carries a conversation", async (t) => {
  const server = await serve(t);
  const session = "/ws/000/polling";
  const poll = async () => (await post(server, `${session}/xhr`)).text();
  assert.equal(await poll(), "o\n");
  assert.equal((await send(server, session, CONNECT)).status, 204);
  assert.equal(frames(await poll())[0].command, "CONNECTED");
  await send(server, session, "SUBSCRIBE\nid:1\ndestination:/topic/t\n\n\0");
  await send(server, session, "SEND\ndestination:/topic/t\n\n\u{1F600}\0");
  assert.equal(frames(await poll())[0].body, "\u{1F600}");
  await send(server, session, "DISCONNECT\nreceipt:bye\n\n\0");
  assert.equal(frames(await poll())[0].headers["receipt-id"], "bye");
  assert.equal(await poll(), 'c[1000,""]\n');
});

test("xhr-streaming carries a conversation", async (t) => {
  const server = await serve(t);
  const session = "/ws/000/streaming";
  const reader = (await post(server, `${session}/xhr_streaming`)).body.pipeThrough(new TextDecoderStream()).getReader();
  let buffered = "";
  const line = async () => {
    while (!buffered.includes("\n")) buffered += (await reader.read()).value;
    const [first, ...rest] = buffered.split("\n");
    buffered = rest.join("\n");
    return first;
  };
  assert.equal(await line(), "h".repeat(2_048));
  assert.equal(await line(), "o");
  await send(server, session, CONNECT);
  assert.equal(frames(await line())[0].command, "CONNECTED");
  assert.equal(server.control.connections()[0].transport, "xhr-streaming");
});

test("the framed WebSocket carries a conversation", async (t) => {
  const server = await serve(t);
  const peer = await Peer.open(server, "/ws/000/framed/websocket");
  assert.equal(await peer.next(), "o");
  peer.send(JSON.stringify([CONNECT]));
  assert.equal(frames(await peer.next())[0].command, "CONNECTED");
  assert.equal(server.control.connections()[0].transport, "websocket");
});

test("the raw WebSocket carries a conversation without SockJS framing", async (t) => {
  const server = await serve(t);
  const peer = await Peer.connected(server, { path: "/ws/websocket" });
  await peer.confirmed("SUBSCRIBE\nid:1\ndestination:/topic/t\n\n\0");
  peer.send("SEND\ndestination:/topic/t\n\nraw\0");
  assert.equal(parse(await peer.next()).body, "raw");
  peer.send("NONSENSE\n\n\0");
  assert.equal(parse(await peer.next()).command, "ERROR");
  assert.equal((await peer.closed).code, 4002);
});

test("bytes that are no text end a SockJS subscriber, text in a binary message does not", async (t) => {
  const server = await serve(t);
  const [subscriber, sender] = [await Peer.connected(server, { path: "/ws/websocket" }), await Peer.connected(server)];
  await subscriber.confirmed("SUBSCRIBE\nid:1\ndestination:/topic/t\n\n\0");
  sender.send(Buffer.from("SEND\ndestination:/topic/t\n\ntext\0"));
  assert.equal(parse(await subscriber.next()).body, "text");
  sender.send(Buffer.from("SEND\ndestination:/topic/t\n\n\xff\0", "latin1"));
  assert.equal((await subscriber.closed).code, 4003);
});

test("a script meets SockJS requests and sessions", async (t) => {
  const server = await serve(t);
  server.control.script({ url: "/info", rules: [{ on: "request", do: [{ status: 503 }] }] });
  assert.equal((await fetch(`${server.url}/ws/info`)).status, 503);
  assert.equal((await fetch(`${server.url}/ws/info`)).status, 200);
  server.control.script({
    rules: [{ on: "open", do: [{ raw: "first" }, { close: { code: 3001, reason: "enough" } }] }],
  });
  assert.equal(await (await post(server, "/ws/000/scripted/xhr")).text(), "o\n");
  assert.equal(await (await post(server, "/ws/000/scripted/xhr")).text(), 'a["first"]\n');
  assert.equal(await (await post(server, "/ws/000/scripted/xhr")).text(), 'c[3001,"enough"]\n');
});
