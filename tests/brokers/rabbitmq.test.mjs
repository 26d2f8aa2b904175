import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startRabbitmq } from "./rabbitmq.mjs";
import { RawSocket, frame } from "./raw.mjs";

describe("RabbitMQ's web-stomp", { timeout: 60_000 }, () => {
  let rabbitmq;
  let account;

  before(async () => {
    rabbitmq = await startRabbitmq();
    account = ["login", "passcode", "host"].map((name) => `${name}:${rabbitmq[name]}`);
  });
  after(() => rabbitmq.stop());

  async function connected() {
    const socket = await RawSocket.open(rabbitmq.url, { protocols: ["v12.stomp"] });
    socket.send(frame("CONNECT", ["accept-version:1.2", ...account]));
    assert.match(await socket.next(), CONNECTED);
    return socket;
  }

  it("takes the highest sub-protocol, whatever the order", async () => {
    const socket = await RawSocket.open(rabbitmq.url, { protocols: ["v10.stomp", "v12.stomp", "v11.stomp"] });
    assert.equal(socket.protocol, "v12.stomp");
    socket.close();
  });

  it("introduces itself and mirrors the heart-beat", async () => {
    const socket = await RawSocket.open(rabbitmq.url);
    socket.send(frame("CONNECT", ["accept-version:1.2", "heart-beat:5000,7000", ...account]));
    const answer = await socket.next();
    assert.match(answer, CONNECTED);
    assert.match(answer, /\nserver:RabbitMQ\/3\.\d+\.\d+\n/);
    assert.match(answer, /\nheart-beat:7000,5000\n/);
    socket.close();
  });

  it("refuses a wrong password, an unknown host and a future version, and lets the client try again", async () => {
    const socket = await RawSocket.open(rabbitmq.url);
    const [login, passcode, host] = account;
    for (const headers of [
      [login, "passcode:wrong", host],
      [login, passcode, "host:127.0.0.1"],
    ]) {
      socket.send(frame("CONNECT", ["accept-version:1.2", ...headers]));
      assert.match(await socket.next(), /^ERROR\n(.+\n)*message:Bad CONNECT\n/);
    }
    socket.send(frame("CONNECT", ["accept-version:2.0", ...account]));
    assert.match(await socket.next(), /^ERROR\n(.+\n)*message:Version mismatch\n/);

    socket.send(frame("CONNECT", ["accept-version:1.2", ...account]));
    assert.match(await socket.next(), CONNECTED);
    socket.close();
  });

  it("delivers a transaction when it is committed, and again what is refused", async () => {
    const socket = await connected();
    socket.send(frame("SUBSCRIBE", ["id:0", "destination:/queue/work", "ack:client-individual"]));
    socket.send(frame("BEGIN", ["transaction:t"]));
    socket.send(frame("SEND", ["destination:/queue/work", "transaction:t"], "task"));
    socket.send(frame("BEGIN", ["transaction:other", "receipt:nothing before this"]));
    assert.equal(await socket.next(), frame("RECEIPT", ["receipt-id:nothing before this"]) + EOL);

    socket.send(frame("COMMIT", ["transaction:t"]));
    const first = await socket.next();
    assert.match(first, /^MESSAGE\n(.+\n)*redelivered:false\n(.+\n)*\ntask\0\n$/);
    socket.send(frame("NACK", [`id:${/^ack:(.*)$/m.exec(first)[1]}`]));
    assert.match(await socket.next(), /^MESSAGE\n(.+\n)*redelivered:true\n(.+\n)*\ntask\0\n$/);
    socket.close();
  });

  it("returns bytes that are UTF-8 as a text message", async () => {
    const socket = await connected();
    socket.send(frame("SUBSCRIBE", ["id:0", "destination:/topic/bytes"]));
    socket.send(Buffer.from(frame("SEND", ["destination:/topic/bytes"], "안녕")));
    assert.match(await socket.next(), /^MESSAGE\n(.+\n)*content-length:6\n\n안녕\0\n$/);
    socket.close();
  });

  it("confirms every frame but DISCONNECT, which it answers by closing", async () => {
    const socket = await connected();
    for (const [command, ...headers] of [
      ["SUBSCRIBE", "id:0", "destination:/queue/confirmed"],
      ["UNSUBSCRIBE", "id:0"],
      ["SEND", "destination:/queue/confirmed"],
      ["BEGIN", "transaction:t"],
      ["ABORT", "transaction:t"],
    ]) {
      socket.send(frame(command, [...headers, `receipt:${command}`]));
      assert.equal(await socket.next(), frame("RECEIPT", [`receipt-id:${command}`]) + EOL);
    }
    socket.send(frame("DISCONNECT", ["receipt:last"]));
    assert.deepEqual(await socket.closed(), { code: 1000, reason: "STOMP died" });
  });
});

const CONNECTED = /^CONNECTED\n(.+\n)*version:1\.2\n(.+\n)*\n\0\n$/;
/** RabbitMQ ends each frame with one. */
const EOL = "\n";
