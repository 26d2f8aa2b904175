import assert from "node:assert/strict";
import { test } from "node:test";

import { parse, Peer, serve } from "./harness.mjs";

const CONNECT = "CONNECT\naccept-version:1.2\n\n\0";
const SUBSCRIBE = "SUBSCRIBE\nid:1\ndestination:/topic/t\n\n\0";
const SEND = "SEND\ndestination:/topic/t\n\n";

/** A server whose next connection runs these rules. */
async function scripted(t, rules, options) {
  const server = await serve(t, options);
  server.control.script({ rules });
  return server;
}

const base64 = (bytes) => Buffer.from(bytes).toString("base64");

test("an upgrade is refused with a status", async (t) => {
  const server = await scripted(t, [{ on: "upgrade", do: [{ status: 503 }] }]);
  await assert.rejects(Peer.open(server), /503/);
  await Peer.connected(server);
});

test("an upgrade is refused by a reset", async (t) => {
  const server = await scripted(t, [{ on: "upgrade", do: [{ reset: true }] }]);
  await assert.rejects(Peer.open(server), /ECONNRESET|hang up/);
});

test("an upgrade is answered late or never", async (t) => {
  const server = await scripted(t, [{ on: "upgrade", do: [{ wait: 60 }] }]);
  const begun = Date.now();
  await Peer.open(server);
  assert.ok(Date.now() - begun >= 55);
  server.control.script({ rules: [{ on: "upgrade", do: [{ drop: true }] }] });
  const never = Peer.open(server).catch(() => "gone");
  assert.equal(await Promise.race([never, new Promise((resolve) => setTimeout(resolve, 80, "waiting"))]), "waiting");
});

test("CONNECT is never answered", async (t) => {
  const server = await scripted(t, [{ on: "receive", command: "CONNECT", do: [{ drop: true }] }]);
  const peer = await Peer.open(server);
  peer.send(CONNECT);
  await assert.rejects(peer.next(80), /no message/);
  assert.equal(server.control.connections()[0].received[0].command, "CONNECT");
});

test("an open connection stays silent, heart-beats included", async (t) => {
  const server = await scripted(t, [{ on: "open", do: [{ set: { silent: true } }] }], { heartbeat: [20, 0] });
  const peer = await Peer.open(server);
  peer.send("CONNECT\naccept-version:1.2\nheart-beat:0,20\n\n\0");
  await assert.rejects(peer.next(80), /no message/);
});

test("heart-beats stop, frames go on", async (t) => {
  const server = await scripted(t, [{ on: "open", do: [{ set: { beats: false } }] }], { heartbeat: [20, 0] });
  const peer = await Peer.connected(server, { headers: "heart-beat:0,20\n" });
  await assert.rejects(peer.next(80), /no message/);
  assert.deepEqual(await peer.confirmed("SEND\ndestination:/topic/t\n\n\0"), []);
});

test("frames are delayed, and keep their order when the delay ends", async (t) => {
  const server = await scripted(t, [
    { on: "open", do: [{ set: { delayMs: 60 } }] },
    { on: "send", command: "MESSAGE", after: 1, do: [{ set: { delayMs: 0 } }] },
  ]);
  const begun = Date.now();
  const peer = await Peer.connected(server);
  assert.ok(Date.now() - begun >= 55);
  await peer.confirmed(SUBSCRIBE);
  peer.send(`${SEND}late\0${SEND}at once\0`);
  assert.deepEqual([parse(await peer.next()).body, parse(await peer.next()).body], ["late", "at once"]);
});

test("outgoing text is cut between characters, bytes anywhere", async (t) => {
  const server = await scripted(t, [{ on: "open", do: [{ set: { split: 1 } }] }]);
  const peer = await Peer.open(server);
  peer.send(CONNECT);
  let text = "";
  while (!text.endsWith("\0")) text += await peer.next();
  assert.match(text, /^CONNECTED\nversion:1\.2\n/);
  const [{ id }] = server.control.connections();
  await server.control.do(id, [{ raw: "a\u{1F600}" }, { set: { binary: true } }, { raw: "\u00e9" }]);
  const pieces = [await peer.next(), await peer.next(), await peer.next(), await peer.next()];
  assert.deepEqual(pieces, ["a", "\u{1F600}", Buffer.of(0xc3), Buffer.of(0xa9)]);
});

test("several frames come glued, the rest when glueing ends", async (t) => {
  const server = await scripted(t, [{ on: "send", command: "MESSAGE", times: 1, do: [{ set: { glue: 2 } }] }]);
  const peer = await Peer.connected(server);
  await peer.confirmed(SUBSCRIBE);
  peer.send(`${SEND}1\0${SEND}2\0${SEND}3\0`);
  assert.deepEqual((await peer.next()).match(/(?<=\n\n)./g), ["1", "2"]);
  await assert.rejects(peer.next(50), /no message/);
  const [{ id }] = server.control.connections();
  await server.control.do(id, [{ set: { glue: 1 } }]);
  assert.equal(parse(await peer.next()).body, "3");
});

test("raw text and bytes leave as they are, as often as asked", async (t) => {
  const server = await scripted(t, [
    { on: "open", do: [{ raw: "garbage" }, { raw: { base64: base64([0, 255]) }, repeat: 2 }] },
  ]);
  const peer = await Peer.open(server);
  assert.deepEqual(
    [await peer.next(), await peer.next(), await peer.next()],
    ["garbage", Buffer.of(0, 255), Buffer.of(0, 255)],
  );
});

test("a frame leaves edited: a wrong length, no NUL, another version", async (t) => {
  const server = await scripted(t, [
    { on: "send", command: "CONNECTED", do: [{ edit: ["version:1.2", "version:$&9"] }] },
    { on: "send", command: "MESSAGE", do: [{ edit: ["content-length:1", "content-length:7"] }, { edit: ["\0", ""] }] },
  ]);
  const peer = await Peer.open(server);
  peer.send(CONNECT);
  assert.match(await peer.next(), /^version:\$&9$/m);
  peer.send(SUBSCRIBE);
  peer.send(`${SEND}1\0`);
  assert.match(await peer.next(), /content-length:7\n\n1$/);
});

test("CONNECTED comes twice", async (t) => {
  const server = await scripted(t, [{ on: "send", command: "CONNECTED", do: [{ pass: true }, { pass: true }] }]);
  const peer = await Peer.open(server);
  peer.send(CONNECT);
  assert.equal(await peer.next(), await peer.next());
});

test("ERROR comes before CONNECTED", async (t) => {
  const server = await scripted(t, [
    {
      on: "receive",
      command: "CONNECT",
      do: [{ raw: "ERROR\nmessage:no\n\n\0" }, { close: { code: 1008, reason: "no" } }],
    },
  ]);
  const peer = await Peer.open(server);
  peer.send(CONNECT);
  assert.equal(await peer.next(), "ERROR\nmessage:no\n\n\0");
  assert.deepEqual(await peer.closed, { code: 1008, reason: "no" });
});

test("the connection drops after n frames, or breaks beneath the WebSocket", async (t) => {
  for (const [action, code] of [
    [{ reset: true }, 1006],
    [{ close: {} }, 1000],
    [{ tcp: { base64: base64([0xff, 0xff]) } }, 1002],
  ]) {
    const server = await scripted(t, [{ on: "send", command: "RECEIPT", after: 2, do: [action] }]);
    const peer = await Peer.connected(server);
    await peer.confirmed("BEGIN\ntransaction:1\n\n\0");
    await peer.confirmed("COMMIT\ntransaction:1\n\n\0");
    peer.send("BEGIN\ntransaction:1\nreceipt:3\n\n\0");
    const closed = await peer.closed;
    // A client that sees a broken WebSocket frame closes with 1006 or 1002, as its library likes.
    assert.ok([code, 1006].includes(closed.code), `${JSON.stringify(action)}: ${closed.code}`);
  }
});

test("what waits comes in order behind what made it wait", async (t) => {
  const server = await scripted(t, [{ on: "receive", command: "SEND", times: 1, do: [{ wait: 50 }] }]);
  const peer = await Peer.connected(server);
  await peer.confirmed(SUBSCRIBE);
  peer.send(`${SEND}1\0`);
  peer.send(`${SEND}2\0`);
  assert.deepEqual([parse(await peer.next()).body, parse(await peer.next()).body], ["1", "2"]);
});

test("a script is for as many connections as it says, and for its URL", async (t) => {
  const server = await serve(t);
  server.control.script({ url: "mine", connections: 2, rules: [{ on: "open", do: [{ raw: "scripted" }] }] });
  const greeted = async (path) => (await Peer.open(server, path)).next(200).catch(() => "nothing");
  assert.equal(await greeted("/stomp?theirs"), "nothing");
  assert.equal(await greeted("/stomp?mine"), "scripted");
  assert.equal(await greeted("/stomp?mine"), "scripted");
  assert.equal(await greeted("/stomp?mine"), "nothing");
});

test("a script that makes no sense is refused with the reason", async (t) => {
  const { control } = await serve(t);
  for (const [script, reason] of [
    [{ rules: {} }, /array of rules/],
    [{ ruels: [] }, /no ruels/],
    [{ connections: 0, rules: [] }, /connections must be 1 or more: 0/],
    [{ rules: [{ on: "open", after: "2", do: [] }] }, /after must be 0 or more: 2/],
    [{ rules: [{ on: "toString", do: [] }] }, /on must be one of/],
    [{ rules: [{ on: "open", do: {} }] }, /array/],
    [{ rules: [{ on: "open", do: [{ constructor: true }] }] }, /no such action/],
    [{ rules: [{ on: "open", do: [{ status: 500 }] }] }, /no such action at "open"/],
    [{ rules: [{ on: "open", do: [{ set: { splat: 1 } }] }] }, /set cannot take/],
    [{ rules: [{ on: "open", do: [{ close: { code: 1006 } }] }] }, /close cannot take/],
    [{ rules: [{ on: "open", do: [{ wait: -1 }] }] }, /wait cannot take/],
    [{ rules: ["open", "request"].map((on) => ({ on, do: [] })) }, /not both/],
  ]) {
    assert.throws(() => control.script(script), { name: "TypeError", message: reason });
  }
});
