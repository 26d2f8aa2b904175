import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import WebSocket from "ws";
import { startActivemq } from "./activemq.mjs";
import { RawSocket, frame } from "./raw.mjs";

/** The first build of the brokers takes a minute of it. */
const timeout = 180_000;

/** Starts a broker for the tests of a suite. */
function useBroker(name) {
  let broker;

  before(async () => (broker = await startActivemq(name)));
  after(() => broker.stop());

  async function open(passcode = broker.passcode) {
    const socket = await RawSocket.open(broker.url, { protocols: ["v12.stomp"] });
    const headers = ["accept-version:1.2", `login:${broker.login}`, `passcode:${passcode}`];
    socket.send(frame("CONNECT", [...headers, "heart-beat:5000,7000"]));
    return socket;
  }

  async function subscribed() {
    const socket = await open();
    await socket.next();
    socket.send(frame("SUBSCRIBE", ["id:0", "destination:/topic/a", "receipt:subscribed"]));
    await socket.next();
    return socket;
  }

  return { open, subscribed, url: () => broker.url };
}

/** SEND, with the length of its body or without. */
function send(body, { length = false } = {}) {
  const headers = ["destination:/topic/a", "receipt:sent"];
  if (length) headers.push(`content-length:${Buffer.byteLength(body)}`);
  return frame("SEND", headers, body);
}

describe("ActiveMQ Artemis", { timeout }, () => {
  const { open, subscribed } = useBroker("Artemis");

  it("introduces itself, in a binary message as all of its own are", async () => {
    const socket = await open();
    const answer = await socket.next();
    assert.ok(Buffer.isBuffer(answer));
    assert.match(answer.toString(), /^CONNECTED\nversion:1\.2\nsession:\w+\nserver:ActiveMQ-Artemis\/2\..+\n/);
    assert.match(answer.toString(), /\nheart-beat:7000,5000\n\n\0\n$/);
    socket.close();
  });

  it("refuses a wrong password and is gone", async () => {
    const socket = await open("wrong");
    assert.match((await socket.next()).toString(), /^ERROR\nmessage:Security Error occurred/);
    assert.deepEqual(await socket.closed(), { code: 1006, reason: "" });
  });

  it("delivers a long text only where its length is given, and confirms both", async () => {
    const socket = await subscribed();
    socket.send(send("x".repeat(60_000)));
    assert.match((await socket.next()).toString(), /^RECEIPT\nreceipt-id:sent\n/);
    socket.send(send("next", { length: true }));
    assert.match((await socket.next()).toString(), /^RECEIPT\nreceipt-id:sent\n/);
    assert.match((await socket.next()).toString(), /\n\nnext\0\n$/);
    socket.close();
  });

  it("joins the pieces of a frame, none of which may be longer than 65,536 bytes", async () => {
    const socket = await subscribed();
    const long = send("x".repeat(200_000), { length: true });
    for (let start = 0; start < long.length; start += 65_536) socket.send(long.slice(start, start + 65_536));
    assert.match((await socket.next()).toString(), /^RECEIPT\n/);
    assert.match((await socket.next()).toString(), /\n\nx{200000}\0\n$/);
    socket.send(long.slice(0, 65_537));
    assert.deepEqual(await socket.closed(), { code: 1006, reason: "" });
  });
});

describe("ActiveMQ Classic", { timeout }, () => {
  const { open, subscribed, url } = useBroker("Classic");

  it("introduces itself", async () => {
    const socket = await open();
    assert.match(await socket.next(), /^CONNECTED\nserver:ActiveMQ\/6\..+\nheart-beat:7000,5000\n/);
    socket.close();
  });

  it("opens no WebSocket that is not offered a sub-protocol", async () => {
    await assert.rejects(once(new WebSocket(url()), "open"), /Unexpected server response: 500/);
  });

  it("refuses a wrong password and closes", async () => {
    const socket = await open("wrong");
    assert.match(await socket.next(), /^ERROR\n(.+\n)*message:User name \[stompwire\] or password is invalid\.\n/);
    assert.deepEqual(await socket.closed(), { code: 1000, reason: "" });
  });

  it("hears nothing in a binary message", async () => {
    const socket = await subscribed();
    socket.send(Buffer.from(send("bytes", { length: true })));
    socket.send(send("text"));
    assert.match(await socket.next(), /^RECEIPT\n/);
    assert.match(await socket.next(), /\n\ntext\0$/);
    socket.close();
  });

  it("closes when a message is less than a frame, or longer than 65,536 units", async () => {
    const pieces = await subscribed();
    pieces.send(send("x").slice(0, 20));
    assert.deepEqual(await pieces.closed(), { code: 1000, reason: "" });

    const long = await subscribed();
    long.send(send("x".repeat(65_536)));
    assert.equal((await long.closed()).code, 1009);
  });

  it("hears the first of two frames in one message", async () => {
    const socket = await subscribed();
    socket.send(send("first") + send("second"));
    assert.match(await socket.next(), /^RECEIPT\n/);
    assert.match(await socket.next(), /\n\nfirst\0$/);
    socket.send(send("third"));
    assert.match(await socket.next(), /^RECEIPT\n/);
    assert.match(await socket.next(), /\n\nthird\0$/);
    socket.close();
  });
});
