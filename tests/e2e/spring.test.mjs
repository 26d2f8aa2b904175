import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { missing } from "../brokers/requirements.mjs";
import { startSpring } from "../brokers/spring.mjs";
import { usePages } from "./pages.mjs";

const lacking = (await missing()).find(({ server }) => server === "spring");
const skip = lacking && `${lacking.what} is missing`;

const { open } = usePages();

/** The first build of the server takes a minute of it. */
const timeout = 180_000;

/** A Spring for the tests of one `describe`, and pages that can reach it. */
function useSpring(options) {
  let spring;

  before(async () => (spring = await startSpring(options)));
  after(() => spring.stop());

  return {
    async start(t, path = "/plain") {
      const page = await open(t);
      return { page, spring, url: `${spring.url.replace("http", "ws")}${path}` };
    },
  };
}

describe("with Spring's simple broker", { timeout, skip }, () => {
  const { start } = useSpring({ properties: { "stomp.heart-beat": 1_000 } });

  for (const path of ["/plain", "/ws/websocket", "/stomp/chat/websocket"]) {
    it(`${path} answers what every tutorial sends`, async (t) => {
      const { page, url } = await start(t, path);
      const [version, type, { message, time }] = await page.evaluate(async (url) => {
        const client = await connected(url);
        const answer = await ask(client, "/topic/messages", "/app/echo", { message: "안녕 😀" });
        return [client.version, answer.header("content-type"), answer.json()];
      }, url);
      assert.deepEqual([version, type, message], ["1.2", "application/json", "안녕 😀"]);
      assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000);
    });
  }

  it("text that is JSON needs no content-type", async (t) => {
    const { page, url } = await start(t);
    const message = await page.evaluate(async (url) => {
      const client = await connected(url);
      const answer = await ask(client, "/topic/messages", "/app/echo", JSON.stringify({ message: "a string" }));
      return answer.json().message;
    }, url);
    assert.equal(message, "a string");
  });

  it("a reply reaches the one who asked, and nobody else", async (t) => {
    const { page, url } = await start(t);
    const replies = await page.evaluate(async (url) => {
      const [asker, other] = [await connected(url), await connected(url)];
      const others = [];
      other.subscribe("/user/queue/reply", ({ body }) => others.push(body));
      const text = { contentType: "text/plain" };
      const own = await ask(other, "/user/queue/reply", "/app/reply", "its own", text);
      const mine = await ask(asker, "/user/queue/reply", "/app/reply", "mine", text);
      return [own.body, mine.body, others.includes("mine")];
    }, url);
    assert.deepEqual(replies, ["its own", "mine", false]);
  });

  it("a chat room hears who enters, and what is said", async (t) => {
    const { page, url } = await start(t, "/stomp/chat/websocket");
    const heard = await page.evaluate(async (url) => {
      const client = await connected(url);
      const enter = { type: "ENTER", roomId: "7", sender: "지민", message: "" };
      const entered = await ask(client, "/sub/chat/room/7", "/pub/chat/message", enter);
      const talk = { type: "TALK", roomId: "8", sender: "지민", message: "안녕하세요" };
      const said = await ask(client, "/sub/chat/room/8", "/pub/chat/message", talk);
      return [entered.json().message, said.json().message];
    }, url);
    assert.deepEqual(heard, ["지민님이 들어왔습니다.", "안녕하세요"]);
  });

  it("a valid token is admitted, and names the user", async (t) => {
    const { page, url, spring } = await start(t, "/secure");
    const token = spring.token({ sub: "지민", exp: Math.floor(Date.now() / 1_000) + 3_600 });
    const name = await page.evaluate(
      async ([url, token]) => {
        const client = new Client(url, { connectHeaders: async () => ({ Authorization: `Bearer ${token}` }) });
        const { headers } = await client.connect();
        return headers["user-name"];
      },
      [url, token],
    );
    assert.equal(name, "지민");
  });

  it("another token is refused, with the server's words and no word of the token", async (t) => {
    const { page, url } = await start(t, "/secure");
    const refusals = await page.evaluate(async (url) => {
      const forged = new Client(url, { connectHeaders: { Authorization: "Bearer forged" } });
      return [await failure(forged.connect()), await failure(new Client(url).connect()), forged.state];
    }, url);
    const [forged, missing, state] = refusals;
    assert.deepEqual([forged.code, missing.code, state], ["refused", "refused", "inactive"]);
    assert.match(forged.message, /Authorization: the token is not valid/);
    assert.match(missing.message, /Authorization: Bearer is missing/);
    assert.doesNotMatch(JSON.stringify(forged), /forged/);
  });

  it("the session of the page's cookie is the connection's", async (t) => {
    const { page, url, spring } = await start(t);
    const [page_, connection] = await page.evaluate(
      async ([url, session]) => {
        const { id } = await (await fetch(session, { credentials: "include" })).json();
        const client = await connected(url);
        const answer = await ask(client, "/user/queue/session", "/app/session");
        return [id, answer.json().id];
      },
      [url, `${spring.url}/session`],
    );
    assert.equal(connection, page_);
  });

  it("a message over its limit of 16,640 units arrives whole, also where the cut would halve an emoji", async (t) => {
    const { page, url } = await start(t);
    const whole = await page.evaluate(async (url) => {
      const client = await connected(url);
      const answers = [];
      for (const shift of ["", "x"]) {
        const body = shift + "😀".repeat(15_000);
        const answer = await ask(client, `/topic/large${shift}`, `/topic/large${shift}`, body);
        answers.push(answer.body === body);
      }
      return [...answers, client.state];
    }, url);
    assert.deepEqual(whole, [true, true, "connected"]);
  });

  it("bytes over its limit arrive whole", async (t) => {
    const { page, url } = await start(t);
    const whole = await page.evaluate(async (url) => {
      const client = await connected(url);
      const body = Uint8Array.from({ length: 30_000 }, (_, at) => at);
      const { bytes } = await ask(client, "/topic/bytes", "/topic/bytes", body);
      return bytes.length === body.length && bytes.every((byte, at) => byte === body[at]);
    }, url);
    assert.equal(whole, true);
  });

  it("a receipt for SEND never comes, and the error says that this server sends none", async (t) => {
    const { page, url } = await start(t);
    const error = await page.evaluate(async (url) => {
      const client = await connected(url, { receiptTimeoutMs: 300 });
      return failure(client.send("/topic/a", "x", { receipt: true }));
    }, url);
    assert.equal(error.code, "receipt-timeout");
    assert.match(error.message, /Spring/);
  });

  it("DISCONNECT is confirmed at once", async (t) => {
    const { page, url } = await start(t);
    const [commands, took] = await page.evaluate(async (url) => {
      const lines = [];
      const client = await connected(url, { debug: (line) => lines.push(line) });
      const begun = performance.now();
      await client.disconnect();
      return [lines.slice(-2).map((line) => line.split("\n")[0]), performance.now() - begun];
    }, url);
    assert.deepEqual(commands, [">>> DISCONNECT", "<<< RECEIPT"]);
    assert.ok(took < 1_500, `${took} ms`);
  });

  it("beats every second in both directions keep a quiet connection alive", async (t) => {
    const { page, url } = await start(t);
    const [heartbeat, state] = await page.evaluate(async (url) => {
      const client = new Client(url, { heartbeat: { outgoingMs: 1_000, incomingMs: 1_000 } });
      const { heartbeat } = await client.connect();
      await sleep(5_000);
      return [heartbeat, client.state];
    }, url);
    assert.deepEqual(heartbeat, { outgoingMs: 1_000, incomingMs: 1_000 });
    assert.equal(state, "connected");
  });
});

describe("with Spring's simple broker without a scheduler", { timeout, skip }, () => {
  const { start } = useSpring({ profile: "no-scheduler" });

  it("no heart-beats are agreed, and messages arrive", async (t) => {
    const { page, url } = await start(t);
    const [heartbeat, message] = await page.evaluate(async (url) => {
      const client = new Client(url);
      const { heartbeat } = await client.connect();
      const answer = await ask(client, "/topic/messages", "/app/echo", { message: "quiet" });
      return [heartbeat, answer.json().message];
    }, url);
    assert.deepEqual(heartbeat, { outgoingMs: 0, incomingMs: 0 });
    assert.equal(message, "quiet");
  });
});
