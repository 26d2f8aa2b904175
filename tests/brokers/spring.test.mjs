import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { RawSocket, frame } from "./raw.mjs";
import { SPRING_VERSIONS, startSpring } from "./spring.mjs";

const CONNECT = frame("CONNECT", ["accept-version:1.2", "heart-beat:0,0"]);
const CONNECTED = frame("CONNECTED", ["version:1.2", "heart-beat:1000,1000"]);

/** The first build of the server takes a minute of it. */
const timeout = 180_000;

for (const version of SPRING_VERSIONS) {
  describe(`Spring ${version}'s simple broker`, { timeout }, () => {
    let spring;

    before(async () => (spring = await startSpring({ version, properties: { "stomp.heart-beat": 1_000 } })));
    after(() => spring.stop());

    const open = (path, options) => RawSocket.open(`ws${spring.url.slice("http".length)}${path}`, options);

    async function connected(path = "/plain", options = {}) {
      const socket = await open(path, options);
      socket.send(CONNECT);
      assert.equal(await socket.next(), CONNECTED);
      return socket;
    }

    /** A SEND may overtake the SUBSCRIBE before it, and this broker confirms neither: so ask until it answers. */
    async function ask(socket, subscription, question) {
      socket.send(frame("SUBSCRIBE", ["id:0", `destination:${subscription}`]));
      const asking = setInterval(() => socket.send(question), 100);
      try {
        return await socket.next();
      } finally {
        clearInterval(asking);
      }
    }

    it("describes its SockJS endpoints", async () => {
      for (const endpoint of ["/ws", "/stomp/chat", "/secure", "/echo", "/same-origin"]) {
        const { entropy, ...info } = await (await fetch(`${spring.url}${endpoint}/info`)).json();
        assert.equal(typeof entropy, "number");
        assert.deepEqual(info, { origins: ["*:*"], cookie_needed: true, websocket: true });
      }
    });

    it("takes the sub-protocol that the client names first", async () => {
      const socket = await open("/plain", { protocols: ["v10.stomp", "v12.stomp"] });
      assert.equal(socket.protocol, "v10.stomp");
      socket.close();
    });

    it("names its heart-beat even to a client that wants none, and beats for one that does", async () => {
      const silent = await connected();
      silent.close();

      const beating = await open("/plain");
      beating.send(frame("CONNECT", ["accept-version:1.2", "heart-beat:0,1000"]));
      assert.equal(await beating.next(), CONNECTED);
      assert.equal(await beating.next(), "\n");
      beating.close();
    });

    it("opens a session but says nothing where CONNECT offers no version", async () => {
      const socket = await open("/plain");
      socket.send(frame("CONNECT"));
      socket.send(CONNECT);
      assert.equal(await socket.next(), frame("ERROR", ["message:Session already exists", "content-length:0"]));
      assert.deepEqual(await socket.closed(), { code: 1002, reason: "" });
    });

    it("echoes a message with its time under each application prefix", async () => {
      for (const prefix of ["/pub", "/app", "/api"]) {
        const socket = await connected("/ws/websocket");
        const question = frame("SEND", [`destination:${prefix}/echo`], JSON.stringify({ message: "안녕 😀" }));
        const [head, body] = (await ask(socket, "/topic/messages", question)).split("\n\n");
        assert.match(head, /^MESSAGE\n(.+\n)*content-type:application\/json\n/);
        const { message, time } = JSON.parse(body.slice(0, -1));
        assert.equal(message, "안녕 😀");
        assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000);
        socket.close();
      }
    });

    it("announces who enters a chat room, to those who are in it", async () => {
      const socket = await connected("/stomp/chat/websocket");
      const entered = { type: "ENTER", roomId: "7", sender: "지민", message: "" };
      const question = frame("SEND", ["destination:/pub/chat/message"], JSON.stringify(entered));
      const body = (await ask(socket, "/sub/chat/room/7", question)).split("\n\n")[1].slice(0, -1);
      assert.deepEqual(JSON.parse(body), { ...entered, message: "지민님이 들어왔습니다." });
      socket.close();
    });

    it("replies to the sender alone, without a login", async () => {
      const [asker, other] = await Promise.all([connected(), connected()]);
      const reply = (body) => frame("SEND", ["destination:/app/reply", "content-type:text/plain"], body);
      await ask(other, "/user/queue/reply", reply("its own"));
      const mine = await ask(asker, "/user/queue/reply", reply("mine"));
      assert.match(mine, /^MESSAGE\n(.+\n)*destination:\/user\/queue\/reply\n(.+\n)*\nmine\0$/);

      other.send(reply("last"));
      for (let heard = ""; !heard.endsWith("\n\nlast\0"); heard = await other.next()) {
        assert.doesNotMatch(heard, /\n\nmine\0$/);
      }
      asker.close();
      other.close();
    });

    it("knows the HTTP session that the handshake came with", async () => {
      const response = await fetch(`${spring.url}/session`);
      const cookie = response.headers.get("set-cookie").split(";")[0];
      const { id } = await response.json();
      assert.equal(cookie, `JSESSIONID=${id}`);

      const socket = await connected("/plain", { headers: { cookie } });
      const answer = await ask(socket, "/user/queue/session", frame("SEND", ["destination:/app/session"]));
      assert.ok(answer.endsWith(`\n\n{"id":"${id}"}\0`));
      socket.close();
    });

    it("admits to /secure with a valid token only, on CONNECT and STOMP alike", async () => {
      const hour = Math.floor(Date.now() / 1_000) + 3_600;
      const valid = spring.token({ sub: "지민", exp: hour });
      const refused = {
        missing: [],
        expired: [`Authorization:Bearer ${spring.token({ sub: "지민", exp: hour - 7_200 })}`],
        forged: [`Authorization:Bearer ${valid.slice(0, -4)}AAAA`],
      };
      for (const path of ["/secure", "/secure/websocket"]) {
        for (const command of ["CONNECT", "STOMP"]) {
          for (const [name, headers] of Object.entries(refused)) {
            const socket = await open(path);
            socket.send(frame(command, ["accept-version:1.2", ...headers]));
            assert.match(await socket.next(), /^ERROR\nmessage:Authorization\\c [^\n]+\ncontent-length:0\n\n\0$/, name);
            assert.deepEqual(await socket.closed(), { code: 1002, reason: "" });
          }
          const socket = await open(path);
          socket.send(frame(command, ["accept-version:1.2", `Authorization:Bearer ${valid}`]));
          assert.equal(
            await socket.next(),
            frame("CONNECTED", ["version:1.2", "heart-beat:1000,1000", "user-name:지민"]),
          );
          socket.close();
        }
      }
    });

    it("confirms DISCONNECT and leaves the closing to the client", async () => {
      const socket = await connected();
      socket.send(frame("SEND", ["destination:/topic/unheard", "receipt:unconfirmed"]));
      socket.send(frame("DISCONNECT", ["receipt:last"]));
      assert.equal(await socket.next(), frame("RECEIPT", ["receipt-id:last"]));
      socket.close(3_000);
      assert.equal((await socket.closed()).code, 3_000);
    });

    it("returns bytes as a binary message", async () => {
      const socket = await connected();
      const head = "SEND\ndestination:/topic/bytes\ncontent-type:application/octet-stream\ncontent-length:3\n\n";
      const bytes = [0, 0xff, 0x80, 0];
      const message = await ask(socket, "/topic/bytes", Buffer.concat([Buffer.from(head), Buffer.from(bytes)]));
      assert.ok(Buffer.isBuffer(message));
      assert.deepEqual([...message.subarray(-4)], bytes);
      socket.close();
    });

    it("closes when one message is longer than 16,640 units", async () => {
      const socket = await connected();
      socket.send("x".repeat(16_641));
      assert.equal((await socket.closed()).code, 1009);
    });

    it("echoes over SockJS without STOMP", async () => {
      const socket = await open("/echo/000/session1/websocket");
      assert.equal(await socket.next(), "o");
      socket.send(`["안녕"]`);
      assert.equal(await socket.next(), `a["안녕"]`);
      socket.close();
    });
  });

  describe(`Spring ${version}'s simple broker without a scheduler`, { timeout }, () => {
    let spring;

    before(async () => (spring = await startSpring({ version, profile: "no-scheduler" })));
    after(() => spring.stop());

    it("promises no heart-beat", async () => {
      const socket = await RawSocket.open(`ws://127.0.0.1:${spring.port}/plain`);
      socket.send(frame("CONNECT", ["accept-version:1.2", "heart-beat:10000,10000"]));
      assert.equal(await socket.next(), frame("CONNECTED", ["version:1.2", "heart-beat:0,0"]));
      socket.close();
    });
  });
}
