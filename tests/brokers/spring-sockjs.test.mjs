import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { frame } from "./raw.mjs";
import { SPRING_VERSIONS, startSpring } from "./spring.mjs";

const CONNECT = frame("CONNECT", ["accept-version:1.2", "heart-beat:0,0"]);
const CONNECTED = frame("CONNECTED", ["version:1.2", "heart-beat:10000,10000"]);
const PRELUDE = `${"h".repeat(2_048)}\n`;
const FOREIGN = "http://elsewhere.example";

for (const version of SPRING_VERSIONS) {
  describe(`Spring ${version}'s SockJS over HTTP`, { timeout: 180_000 }, () => {
    let spring;

    before(async () => (spring = await startSpring({ version })));
    after(() => spring.stop());

    /** Each on a TCP connection of its own. */
    async function post(path, { body, headers = {} } = {}) {
      const options = { method: "POST", headers, agent: false };
      const [response] = await once(request(`${spring.url}${path}`, options).end(body), "response");
      return { status: response.statusCode, headers: response.headers, stream: response };
    }

    const session = (endpoint) => `${endpoint}/000/${crypto.randomUUID()}`;
    const send = (path, ...messages) => post(`${path}/xhr_send`, { body: JSON.stringify(messages) });
    const poll = async (path, options) => text((await post(`${path}/xhr`, options)).stream);
    const messages = (line) => JSON.parse(line.slice("a".length));

    it("carries a conversation over polls and posts on any TCP connection", async () => {
      const path = session("/ws");
      assert.equal(await poll(path), "o\n");
      assert.equal((await send(path, CONNECT)).status, 204);
      assert.deepEqual(messages(await poll(path)), [CONNECTED]);
      // A session is of one transport.
      assert.equal((await post(`${path}/xhr_streaming`)).status, 404);
      assert.equal((await send(session("/ws"), CONNECT)).status, 404);
    });

    it("streams until 128 KiB are sent, and goes on in the next stream", async () => {
      const path = session("/echo");
      const first = (await post(`${path}/xhr_streaming`)).stream;
      const long = "x".repeat(10_000);
      for (let sent = 0; sent < 14; sent += 1) assert.equal((await send(path, long)).status, 204);
      assert.equal(await text(first), `${PRELUDE}o\n${`a["${long}"]\n`.repeat(14)}`);

      const second = (await post(`${path}/xhr_streaming`)).stream;
      await send(path, "next");
      assert.equal(await upTo(second, "next"), `${PRELUDE}a["next"]\n`);
    });

    it("tells a second receiver off and leaves the first alone", async () => {
      const path = session("/echo");
      const first = (await post(`${path}/xhr_streaming`)).stream;
      const second = (await post(`${path}/xhr_streaming`)).stream;
      assert.equal(await text(second), 'c[2010,"Another connection still open"]\n');
      await send(path, "still here");
      assert.equal(await upTo(first, "still here"), `${PRELUDE}o\na["still here"]\n`);
    });

    it("knows the HTTP session of those who come with its cookie, whatever carries them", async () => {
      const response = await fetch(`${spring.url}/session`);
      const headers = { cookie: response.headers.get("set-cookie").split(";")[0] };
      const { id } = await response.json();
      const path = session("/ws");
      assert.equal(await poll(path, { headers }), "o\n");
      await send(path, CONNECT);
      assert.deepEqual(messages(await poll(path)), [CONNECTED]);
      await send(path, frame("SUBSCRIBE", ["id:0", "destination:/user/queue/session"]));
      // A SEND may overtake the SUBSCRIBE before it: so ask until it answers.
      const asking = setInterval(() => send(path, frame("SEND", ["destination:/app/session"])), 100);
      const [answer] = messages(await poll(path));
      clearInterval(asking);
      assert.ok(answer.endsWith(`\n\n{"id":"${id}"}\0`), answer);
    });

    it("admits pages of every origin with credentials, but to /same-origin those of its own", async () => {
      const headers = { origin: FOREIGN };
      for (const endpoint of ["/ws", "/echo", "/secure"]) {
        const info = await fetch(`${spring.url}${endpoint}/info`, { headers });
        assert.equal(info.headers.get("access-control-allow-origin"), FOREIGN);
        assert.equal(info.headers.get("access-control-allow-credentials"), "true");
        const polled = await post(`${session(endpoint)}/xhr`, { headers });
        assert.deepEqual([polled.status, polled.headers["access-control-allow-origin"]], [200, FOREIGN]);
      }
      assert.equal((await fetch(`${spring.url}/same-origin/info`, { headers })).status, 403);
      assert.equal((await post(`${session("/same-origin")}/xhr`, { headers })).status, 403);
      assert.equal(await poll(session("/same-origin"), { headers: { origin: spring.url } }), "o\n");
    });
  });
}

/** What has come of a stream when `end` has. */
async function upTo(stream, end) {
  let arrived = "";
  for await (const part of stream.setEncoding("utf8")) if ((arrived += part).includes(end)) break;
  return arrived;
}
