import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { missing } from "../brokers/requirements.mjs";
import { SPRING_VERSIONS, startSpring } from "../brokers/spring.mjs";
import { usePages } from "./pages.mjs";

const lacking = (await missing()).find(({ server }) => server === "spring");
const skip = lacking && `${lacking.what} is missing`;

const { open } = usePages();

const TRANSPORTS = ["websocket", "xhr-streaming", "xhr-polling"];

for (const version of SPRING_VERSIONS) {
  // The first build of the server takes a minute of it.
  describe(`with Spring ${version}'s SockJS`, { timeout: 180_000, skip }, () => {
    let spring;

    before(async () => (spring = await startSpring({ version })));
    after(() => spring.stop());

    /** @param {string} [path] of the endpoint */
    async function start(t, path = "/ws") {
      const page = await open(t);
      return { page, url: `${spring.url}${path}` };
    }

    for (const transport of TRANSPORTS) {
      it(`${transport} carries what every tutorial sends, and a proper end`, async (t) => {
        const { page, url } = await start(t);
        const [over, message, last] = await page.evaluate(
          async ([url, transport]) => {
            const lines = [];
            const client = await connected(url, { transports: [transport], debug: (line) => lines.push(line) });
            const answer = await ask(client, "/topic/messages", "/app/echo", { message: "안녕 😀" });
            const over = client.transport;
            await client.disconnect();
            return [over, answer.json().message, lines.at(-1).split("\n")[0]];
          },
          [`${url}?access_token=a.b%2Fc`, transport],
        );
        assert.deepEqual([over, message, last], [transport, "안녕 😀", "<<< RECEIPT"]);
      });

      it(`${transport} admits a valid token in CONNECT, and tells why another is refused`, async (t) => {
        const { page, url } = await start(t, "/secure");
        const token = spring.token({ sub: "지민", exp: Math.floor(Date.now() / 1_000) + 3_600 });
        const [name, error] = await page.evaluate(
          async ([url, transports, token]) => {
            const client = new Client(url, { transports, connectHeaders: { Authorization: `Bearer ${token}` } });
            const { headers } = await client.connect();
            const forged = new Client(url, { transports, connectHeaders: { Authorization: "Bearer forged" } });
            return [headers["user-name"], await failure(forged.connect())];
          },
          [url, [transport], token],
        );
        assert.equal(name, "지민");
        // Where a poll comes later than the POST that went after it, this server loses ERROR, and only closes.
        const codes = transport === "xhr-polling" ? ["refused", "connection-lost"] : ["refused"];
        assert.ok(codes.includes(error.code), error.code);
        if (error.code === "refused") assert.match(error.message, /Authorization: the token is not valid/);
      });

      it(`${transport} comes with the HTTP session of the page's cookie`, async (t) => {
        const { page, url } = await start(t);
        const [own, connection] = await page.evaluate(
          async ([url, transport, session]) => {
            const { id } = await (await fetch(session, { credentials: "include" })).json();
            const client = await connected(url, { transports: [transport] });
            const answer = await ask(client, "/user/queue/session", "/app/session");
            return [id, answer.json().id];
          },
          [url, transport, `${spring.url}/session`],
        );
        assert.equal(connection, own);
      });

      it(`${transport} brings messages over the server's limits whole`, async (t) => {
        const { page, url } = await start(t);
        const whole = await page.evaluate(
          async ([url, transport]) => {
            const client = await connected(url, { transports: [transport] });
            const answers = [];
            // Quotation marks are what SockJS makes longer.
            for (const [name, body] of Object.entries({ a: '"'.repeat(20_000), b: `x${"😀".repeat(15_000)}` })) {
              const answer = await ask(client, `/topic/large/${name}`, `/topic/large/${name}`, body);
              answers.push(answer.body === body);
            }
            return answers;
          },
          [url, transport],
        );
        assert.deepEqual(whole, [true, true]);
      });
    }

    it("streams begin anew after 128 KiB, and nothing is lost or comes twice", async (t) => {
      const { page, url } = await start(t);
      const [numbers, streams] = await page.evaluate(async (url) => {
        let streams = 0;
        const count = (url, init) => {
          if (url.endsWith("/xhr_streaming")) streams += 1;
          return fetch(url, init);
        };
        const receiver = await connected(url, { transports: ["xhr-streaming"], fetch: count });
        const sender = await connected(url);
        const numbers = [];
        receiver.subscribe("/topic/numbers", ({ body }) => numbers.push(Number.parseInt(body)));
        const probing = setInterval(() => sender.send("/topic/numbers", "-1"), 50);
        await until(() => numbers.length > 0);
        clearInterval(probing);
        for (let number = 0; number < 300; number++) {
          await sender.send("/topic/numbers", `${number} ${"x".repeat(2_000)}`);
          // The server keeps no more than 100 while nobody receives.
          if (number % 20 === 19) await until(() => numbers.includes(number));
        }
        await until(() => numbers.filter((number) => number >= 0).length >= 300);
        return [numbers.filter((number) => number >= 0), streams];
      }, url);
      // This broker's threads do not keep the order of what one client sends.
      assert.deepEqual(numbers.toSorted((one, other) => one - other), Array.from({ length: 300 }, (_, at) => at));
      assert.ok(streams >= 5, `${streams} streams`);
    });

    for (const transport of ["xhr-streaming", "xhr-polling"]) {
      it(`what waits leaves over ${transport} with the page`, async (t) => {
        const { page, url } = await start(t);
        const left = await page.evaluate(
          async ([url, transport]) => {
            const bodies = [];
            const witness = await connected(url);
            witness.subscribe("/topic/left", ({ body }) => bodies.push(body));
            const frame = document.createElement("iframe");
            frame.src = location.href;
            document.body.append(frame);
            await until(() => frame.contentWindow.connected);
            const leaving = await frame.contentWindow.connected(url, { transports: [transport] });
            while (bodies.length === 0) {
              await leaving.send("/topic/left", "here");
              await sleep(50);
            }
            leaving.send("/topic/left", "under way");
            await sleep(0);
            leaving.send("/topic/left", "waits");
            leaving.send("/topic/left", "waits too");
            frame.src = "about:blank";
            const left = () => bodies.filter((body) => body !== "here");
            await until(() => left().length === 3);
            return left().toSorted();
          },
          [url, transport],
        );
        assert.deepEqual(left, ["under way", "waits", "waits too"]);
      });
    }

    it("a page of another origin that is not allowed is told what that may be", async (t) => {
      const { page, url } = await start(t, "/same-origin");
      const [error, lines] = await page.evaluate(async (url) => {
        const client = new Client(url);
        const lines = attempts(client);
        return [await failure(client.connect()), lines.toSorted()];
      }, url);
      assert.equal(error.code, "all-transports-failed");
      assert.match(error.message, /setAllowedOriginPatterns/);
      assert.deepEqual(lines, [
        "info failed connect network-or-cors",
        "raw websocket failed connect closed 1006",
        "websocket failed connect closed 1006",
        "xhr-polling failed connect network-or-cors",
        "xhr-streaming failed connect network-or-cors",
      ]);
    });
  });
}
