import assert from "node:assert/strict";
import { test } from "node:test";

import { parse, Peer, serve } from "./harness.mjs";

const SUBSCRIBE = "SUBSCRIBE\nid:1\ndestination:/topic/t\n\n\0";

test("the highest common version is answered, with session, server and heart-beat", async (t) => {
  const server = await serve(t, { heartbeat: [5_000, 6_000] });
  for (const [accepted, version] of [
    ["1.0,1.1,1.2", "1.2"],
    ["1.0,1.1", "1.1"],
    ["1.0", "1.0"],
    ["1.2,9.9", "1.2"],
  ]) {
    const peer = await Peer.open(server);
    peer.send(`CONNECT\naccept-version:${accepted}\nhost:x\nlogin:Ana\n\n\0`);
    const { command, headers } = parse(await peer.next());
    assert.equal(command, "CONNECTED");
    assert.equal(headers.version, version);
    assert.match(headers.server, /^stompwire-demo\//);
    assert.match(headers.session, /^[0-9a-f-]{36}$/);
    assert.equal(headers["heart-beat"], "5000,6000");
    peer.send("DISCONNECT\n\n\0");
    assert.equal((await peer.closed).code, 1000);
  }
});

test("STOMP is CONNECT, and without accept-version it is 1.0", async (t) => {
  const server = await serve(t);
  const peer = await Peer.open(server);
  peer.send("STOMP\n\n\0");
  assert.equal(parse(await peer.next()).headers.version, "1.0");
});

test("a version nobody speaks is refused with those that are", async (t) => {
  const server = await serve(t);
  const peer = await Peer.open(server);
  peer.send("CONNECT\naccept-version:2.0\n\n\0");
  const { command, headers } = parse(await peer.next());
  assert.equal(command, "ERROR");
  assert.equal(headers.version, "1.2,1.1,1.0");
  assert.equal((await peer.closed).code, 1002);
});

test("the client's first known sub-protocol wins; unknown ones get none", async (t) => {
  const server = await serve(t);
  for (const [offered, chosen] of [
    [["v11.stomp", "v12.stomp"], "v11.stomp"],
    [["my-team-custom", "v10.stomp"], "v10.stomp"],
    [["my-team-custom"], "my-team-custom"],
    [[], ""],
  ]) {
    assert.equal((await Peer.open(server, "/stomp", offered)).webSocket.protocol, chosen);
  }
  await assert.rejects(Peer.open(server, "/stomp", ["unheard-of"]), /no subprotocol/);
});

test('a wrong passcode and the login "refused" get ERROR and close', async (t) => {
  const server = await serve(t);
  for (const login of ["login:user\npasscode:wrong", "login:user", "login:refused"]) {
    const peer = await Peer.open(server);
    peer.send(`CONNECT\naccept-version:1.2\n${login}\n\n\0`);
    assert.equal(parse(await peer.next()).headers.message, "login refused");
    assert.equal((await peer.closed).code, 1008);
  }
  await Peer.connected(server, { headers: "login:user\npasscode:secret\n" });
});

test("two sessions of one name are told apart until the first leaves", async (t) => {
  const server = await serve(t);
  const enter = async () => {
    const peer = await Peer.open(server);
    peer.send("CONNECT\naccept-version:1.2\nlogin:Ana\n\n\0");
    return { peer, name: parse(await peer.next()).headers["user-name"] };
  };
  const first = await enter();
  assert.deepEqual([first.name, (await enter()).name], ["Ana", "Ana (2)"]);
  await first.peer.confirmed("DISCONNECT\n\n\0");
  assert.equal((await enter()).name, "Ana");
});

test("headers of the sender arrive escaped as the receiver's version says, repeated ones too", async (t) => {
  const server = await serve(t);
  const receivers = {};
  for (const version of ["1.0", "1.1", "1.2"]) {
    receivers[version] = await Peer.connected(server, { version });
    await receivers[version].confirmed(SUBSCRIBE);
  }
  const sender = await Peer.connected(server);
  sender.send("SEND\ndestination:/topic/t\nreceipt:r\na\\cb:1\\n2\nk:first\nk:second\nbs:\\\\c\n\nbody\0");
  const lines = async (version) =>
    (await receivers[version].next()).split("\n").filter((line) => /^(a|k|b)/.test(line));
  assert.deepEqual(await lines("1.2"), ["a\\cb:1\\n2", "k:first", "k:second", "bs:\\\\c", "body\0"]);
  assert.deepEqual(await lines("1.1"), ["a\\cb:1\\n2", "k:first", "k:second", "bs:\\\\c", "body\0"]);
  assert.deepEqual(await lines("1.0"), ["k:first", "k:second", "bs:\\c", "body\0"]);
});

test("a MESSAGE names its subscription, destination and length, and keeps what is not the server's", async (t) => {
  const server = await serve(t);
  const peer = await Peer.connected(server);
  peer.send(SUBSCRIBE);
  peer.send("SEND\ndestination:/topic/t\ncontent-type:text/plain\n__proto__:p\nreceipt:constructor\n\n\u00e9\0");
  const { command, headers, body } = parse(await peer.next());
  const { "message-id": id, ...others } = headers;
  assert.equal(command, "MESSAGE");
  assert.match(id, /./);
  assert.deepEqual(others, {
    subscription: "1",
    destination: "/topic/t",
    "content-type": "text/plain",
    "content-length": "2",
  });
  assert.equal(body, "\u00e9");
  assert.equal(await peer.next(), "RECEIPT\nreceipt-id:constructor\n\n\0");
});

test("bytes come back as bytes, text as text", async (t) => {
  const server = await serve(t);
  const peer = await Peer.connected(server);
  await peer.confirmed(SUBSCRIBE);
  peer.send(Buffer.from("SEND\ndestination:/topic/t\ncontent-length:3\n\n\xff\0\xfe\0", "latin1"));
  const bytes = await peer.next();
  assert.ok(Buffer.isBuffer(bytes));
  assert.deepEqual(bytes.subarray(-4), Buffer.from([0xff, 0, 0xfe, 0]));
  peer.send("SEND\ndestination:/topic/t\n\ntext\0");
  assert.equal(parse(await peer.next()).body, "text");
});

test("frames arrive however messages cut or join them", async (t) => {
  const server = await serve(t);
  const peer = await Peer.connected(server);
  for (const character of SUBSCRIBE) peer.send(character);
  peer.send("SEND\r\ndestination:/topic/t\r\n\r\n1\0\n\nSEND\ndestination:/topic/t\n\n2\0");
  assert.deepEqual([parse(await peer.next()).body, parse(await peer.next()).body], ["1", "2"]);
});

for (const [problem, frame] of [
  ["a frame before CONNECT", null],
  ["a second CONNECT", "CONNECT\naccept-version:1.2\n\n\0"],
  ["an unknown command", "__proto__\n\n\0"],
  ["a SEND without a destination", "SEND\n\n\0"],
  ["a destination nobody handles", "SEND\ndestination:/app/nothing\n\n\0"],
  ["a SUBSCRIBE without an id", "SUBSCRIBE\ndestination:/topic/t\n\n\0"],
  ["an unknown ack mode", "SUBSCRIBE\nid:1\ndestination:/topic/t\nack:perhaps\n\n\0"],
  ["a duplicate subscription", SUBSCRIBE + SUBSCRIBE],
  ["an unknown subscription", "UNSUBSCRIBE\nid:toString\n\n\0"],
  ["an ACK of nothing", "ACK\nid:constructor\n\n\0"],
  ["an unknown transaction", "SEND\ndestination:/topic/t\ntransaction:__proto__\n\n\0"],
  ["a COMMIT of nothing", "COMMIT\ntransaction:1\n\n\0"],
  ["a transaction begun twice", "BEGIN\ntransaction:1\n\n\0".repeat(2)],
  ["a body where none belongs", "BEGIN\ntransaction:1\n\nbody\0"],
  ["an undefined escape", "SEND\ndestination:\\t\n\n\0"],
  ["a header without a colon", "SEND\ndestination\n\n\0"],
  ["a wrong content-length", "SEND\ndestination:/topic/t\ncontent-length:1\n\nabc\0"],
]) {
  test(`${problem} gets ERROR and close`, async (t) => {
    const server = await serve(t);
    const peer = frame === null ? await Peer.open(server) : await Peer.connected(server);
    peer.send(frame ?? SUBSCRIBE);
    const { command, headers, body } = parse(await peer.next());
    assert.equal(command, "ERROR");
    assert.equal(body, `${headers.message.replaceAll("\\\\", "\\").replaceAll("\\c", ":")}\n`);
    assert.equal((await peer.closed).code, 1002);
  });
}

test("an ERROR names the receipt that its frame asked for", async (t) => {
  const server = await serve(t);
  const peer = await Peer.connected(server);
  peer.send("COMMIT\ntransaction:x\nreceipt:77\n\n\0");
  assert.equal(parse(await peer.next()).headers["receipt-id"], "77");
});

test("unsubscribing ends delivery", async (t) => {
  const server = await serve(t);
  const peer = await Peer.connected(server);
  await peer.confirmed(SUBSCRIBE);
  await peer.confirmed("UNSUBSCRIBE\nid:1\n\n\0");
  assert.deepEqual(await peer.confirmed("SEND\ndestination:/topic/t\n\n\0"), []);
});

test("a transaction does nothing before COMMIT, and nothing at all after ABORT", async (t) => {
  const server = await serve(t);
  const peer = await Peer.connected(server);
  await peer.confirmed(SUBSCRIBE);
  const transact = async (end) => {
    await peer.confirmed("BEGIN\ntransaction:x\n\n\0");
    const early = await peer.confirmed("SEND\ndestination:/topic/t\ntransaction:x\n\nin it\0");
    assert.deepEqual(early, []);
    return (await peer.confirmed(`${end}\ntransaction:x\n\n\0`)).map((message) => parse(message).body);
  };
  assert.deepEqual(await transact("ABORT"), []);
  assert.deepEqual(await transact("COMMIT"), ["in it"]);
});

test("a queue gives each message to one consumer in turn, and waits for the first", async (t) => {
  const server = await serve(t);
  const [one, other, sender] = [
    await Peer.connected(server),
    await Peer.connected(server),
    await Peer.connected(server),
  ];
  const send = (body) => sender.confirmed(`SEND\ndestination:/queue/q\n\n${body}\0`);
  await send("0");
  one.send("SUBSCRIBE\nid:1\ndestination:/queue/q\n\n\0");
  assert.equal(parse(await one.next()).body, "0");
  await other.confirmed("SUBSCRIBE\nid:1\ndestination:/queue/q\n\n\0");
  await send("1");
  await send("2");
  const taken = [parse(await one.next()).body, parse(await other.next()).body];
  assert.deepEqual(taken.sort(), ["1", "2"]);
});

test("NACK brings a message again, marked as redelivered; ACK ends it", async (t) => {
  const server = await serve(t);
  for (const [version, id] of [
    ["1.2", (h) => `id:${h.ack}`],
    ["1.1", (h) => `subscription:1\nmessage-id:${h["message-id"]}`],
  ]) {
    const peer = await Peer.connected(server, { version });
    for (const destination of ["/queue/q", "/topic/t"]) {
      await peer.confirmed(`SUBSCRIBE\nid:1\nack:client-individual\ndestination:${destination}\n\n\0`);
      peer.send(`SEND\ndestination:${destination}\n\nm\0`);
      const first = parse(await peer.next());
      assert.equal(first.headers.redelivered, undefined);
      peer.send(`NACK\n${id(first.headers)}\n\n\0`);
      const second = parse(await peer.next());
      assert.deepEqual([second.headers.redelivered, second.body], ["true", "m"]);
      assert.deepEqual(await peer.confirmed(`ACK\n${id(second.headers)}\n\n\0`), []);
      await peer.confirmed("UNSUBSCRIBE\nid:1\n\n\0");
    }
  }
});

test("ack mode client is cumulative, client-individual is not", async (t) => {
  const server = await serve(t);
  for (const [mode, left] of [
    ["client", []],
    ["client-individual", ["1"]],
  ]) {
    const peer = await Peer.connected(server);
    await peer.confirmed(`SUBSCRIBE\nid:1\nack:${mode}\ndestination:/queue/${mode}\n\n\0`);
    const send = async (body) => (await peer.confirmed(`SEND\ndestination:/queue/${mode}\n\n${body}\0`))[0];
    await send("1");
    const { ack } = parse(await send("2")).headers;
    await peer.confirmed(`ACK\nid:${ack}\n\n\0`);
    await peer.confirmed("UNSUBSCRIBE\nid:1\n\n\0");
    const again = await peer.confirmed(`SUBSCRIBE\nid:2\ndestination:/queue/${mode}\n\n\0`);
    assert.deepEqual(
      again.map((message) => parse(message).body),
      left,
    );
  }
});

test("what a lost consumer did not acknowledge goes to the next", async (t) => {
  const server = await serve(t);
  const [lost, next] = [await Peer.connected(server), await Peer.connected(server)];
  await lost.confirmed("SUBSCRIBE\nid:1\nack:client\ndestination:/queue/q\n\n\0");
  await lost.confirmed("SEND\ndestination:/queue/q\n\nm\0");
  lost.webSocket.terminate();
  next.send("SUBSCRIBE\nid:1\ndestination:/queue/q\n\n\0");
  assert.equal(parse(await next.next()).headers.redelivered, "true");
});

test("STOMP 1.0 subscribes by destination and acknowledges by message id, and has no NACK", async (t) => {
  const server = await serve(t);
  const peer = await Peer.connected(server, { version: "1.0" });
  await peer.confirmed("SUBSCRIBE\ndestination:/queue/q\nack:client\n\n\0");
  peer.send("SEND\ndestination:/queue/q\n\nm\0");
  const { headers } = parse(await peer.next());
  assert.equal(headers.subscription, undefined);
  await peer.confirmed(`ACK\nmessage-id:${headers["message-id"]}\n\n\0`);
  await peer.confirmed("UNSUBSCRIBE\ndestination:/queue/q\n\n\0");
  peer.send("NACK\nmessage-id:1\n\n\0");
  assert.equal(parse(await peer.next()).command, "ERROR");
});

test("/user/ reaches the sender's own session alone", async (t) => {
  const server = await serve(t);
  const [own, other] = [await Peer.connected(server), await Peer.connected(server)];
  for (const peer of [own, other]) await peer.confirmed("SUBSCRIBE\nid:1\ndestination:/user/queue/x\n\n\0");
  const replies = await own.confirmed("SEND\ndestination:/user/queue/x\n\nmine\0");
  assert.deepEqual(
    replies.map((reply) => parse(reply).body),
    ["mine"],
  );
  assert.deepEqual(await other.confirmed("SEND\ndestination:/topic/none\n\n\0"), []);
});

test("/app/echo answers all with the message and the time", async (t) => {
  const server = await serve(t);
  const peer = await Peer.connected(server);
  await peer.confirmed("SUBSCRIBE\nid:1\ndestination:/topic/messages\n\n\0");
  peer.send("SEND\ndestination:/app/echo\n\nhello\0");
  const { message, time } = JSON.parse(parse(await peer.next()).body);
  assert.equal(message, "hello");
  assert.ok(Math.abs(Date.parse(time) - Date.now()) < 5_000);
});

test("heart-beats come as agreed, and a silent client is closed", async (t) => {
  const server = await serve(t, { heartbeat: [50, 50] });
  const peer = await Peer.connected(server, { headers: "heart-beat:50,20\n" });
  assert.equal(await peer.next(), "\n");
  const { code, reason } = await peer.closed;
  assert.deepEqual([code, reason], [1002, "heart-beats stopped"]);
});

test("a client that beats stays, and one that asked for none is left alone", async (t) => {
  const server = await serve(t, { heartbeat: [100, 100] });
  const [beating, without] = [
    await Peer.connected(server, { headers: "heart-beat:100,0\n" }),
    await Peer.connected(server, { headers: "heart-beat:0,0\n" }),
  ];
  const timer = setInterval(() => beating.send("\n"), 20);
  await new Promise((resolve) => setTimeout(resolve, 400));
  clearInterval(timer);
  assert.deepEqual(await beating.confirmed("SEND\ndestination:/topic/t\n\n\0"), []);
  assert.deepEqual(await without.confirmed("SEND\ndestination:/topic/t\n\n\0"), []);
});
