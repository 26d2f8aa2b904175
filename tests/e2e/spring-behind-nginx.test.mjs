import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { missing } from "../brokers/requirements.mjs";
import { SPRING_VERSIONS, startSpring } from "../brokers/spring.mjs";
import { startNginx } from "../proxies/nginx.mjs";
import { usePages } from "./pages.mjs";

const lacking = (await missing()).find(({ server }) => server === "spring" || server === "nginx");
const skip = lacking && `${lacking.what} is missing`;

const { open } = usePages();

/** The first build of the server takes a minute of it. */
const timeout = 180_000;

/** A Spring for the tests of one `describe`. */
function useSpring(options) {
  let spring;

  before(async () => (spring = await startSpring(options)));
  after(() => spring.stop());

  /** A page, and a way to the server. */
  async function start(t, nginx) {
    const { url, stop } = await startNginx({ ...nginx, target: spring.url });
    t.after(stop);
    return { page: await open(t), url: `${url}/ws` };
  }

  return { start };
}

const KINDS = { pass: "websocket", strip: "xhr-streaming", block: "xhr-streaming", buffer: "xhr-polling" };

for (const version of SPRING_VERSIONS) {
  describe(`with Spring ${version} behind an nginx`, { timeout, skip }, () => {
    const { start } = useSpring({ version });

    for (const [kind, transport] of Object.entries(KINDS)) {
      it(`of kind "${kind}", two people chat over ${transport}`, async (t) => {
        const { page, url } = await start(t, { kind });
        const heard = await page.evaluate(async (url) => {
          const people = { 지민: await connected(url), 서준: await connected(url) };
          const heard = Object.entries(people).map(([name, client]) => {
            const others = new Set();
            client.subscribe("/sub/chat/room/7", (message) => {
              const { sender, message: text } = message.json();
              if (sender !== name) others.add(`${sender}: ${text}`);
            });
            return others;
          });
          // A SEND may overtake the SUBSCRIBE before it, and this broker confirms neither.
          const talking = setInterval(() => {
            for (const [sender, client] of Object.entries(people)) {
              client.send("/pub/chat/message", { type: "TALK", roomId: "7", sender, message: "안녕 😀" });
            }
          }, 200);
          await until(() => heard.every((others) => others.size > 0));
          clearInterval(talking);
          return Object.values(people).map((client, at) => [client.transport, ...heard[at]]);
        }, url);
        assert.deepEqual(heard, [
          [transport, "서준: 안녕 😀"],
          [transport, "지민: 안녕 😀"],
        ]);
      });
    }
  });
}

describe("with a Spring that promises no beats, behind an nginx that cuts what is silent", { timeout, skip }, () => {
  const BEAT_MS = 500;
  const { start } = useSpring({ profile: "no-scheduler", properties: { "sockjs.heart-beat": BEAT_MS } });

  it("a quiet chat is cut once at most: then it has SockJS's beats", async (t) => {
    const idleSeconds = (4 * BEAT_MS) / 1_000;
    const { page, url } = await start(t, { kind: "idle", idleSeconds });
    const outcome = await page.evaluate(
      async ([url, quietMs]) => {
        const client = new Client(url);
        const lines = attempts(client);
        const { heartbeat } = await client.connect();
        const { reason } = await event(client, "disconnected");
        const first = lines.splice(0).filter((line) => !line.startsWith("info"));
        await client.connect();
        await sleep(quietMs);
        return [heartbeat, first, reason.code, lines, client.state];
      },
      [url, 3_000 * idleSeconds],
    );
    assert.deepEqual(outcome, [
      { outgoingMs: 0, incomingMs: 0 },
      ["raw websocket opened stomp"],
      "connection-lost",
      ["websocket opened stomp"],
      "connected",
    ]);
  });

  it("a quiet chat is not cut where the limit is longer than the 25 s of the client's own beats", async (t) => {
    const { page, url } = await start(t, { kind: "idle", idleSeconds: 28 });
    const [raw, state] = await page.evaluate(async (url) => {
      const client = new Client(url);
      const lines = attempts(client);
      await client.connect();
      await sleep(30_000);
      return [lines.includes("raw websocket opened stomp"), client.state];
    }, url);
    assert.deepEqual([raw, state], [true, "connected"]);
  });
});
