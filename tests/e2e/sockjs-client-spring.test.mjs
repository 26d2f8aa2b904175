import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { missing } from "../brokers/requirements.mjs";
import { SPRING_VERSIONS, startSpring } from "../brokers/spring.mjs";
import { usePages } from "./pages.mjs";
import { TRANSPORTS, addSockJs } from "./sockjs-client.mjs";

const lacking = (await missing()).find(({ server }) => server === "spring");
const skip = lacking && `${lacking.what} is missing`;

const { open } = usePages();

for (const version of SPRING_VERSIONS) {
  // The first build of the server takes a minute of it.
  describe(`SockJS without STOMP, with a TextWebSocketHandler of Spring ${version}`, { timeout: 180_000, skip }, () => {
    let spring;

    before(async () => (spring = await startSpring({ version })));
    after(() => spring.stop());

    for (const transport of TRANSPORTS) {
      it(`echoes over ${transport}`, async (t) => {
        const page = await open(t);
        await addSockJs(page);
        const facts = await page.evaluate(
          async ([url, transports]) => {
            const socket = await opened(url, null, { transports });
            const texts = ["", "안녕 😀", "\ud83d"];
            // Spring keeps at most a hundred messages between two polls (`httpMessageCacheSize`).
            for (let number = 0; number < 90; number++) texts.push(`message ${number}`);
            const got = messages(socket, texts.length);
            for (const text of texts) socket.send(text);
            const wrong = (await got).filter((text, at) => text !== texts[at]);
            socket.close(3000, "enough");
            return [socket.readyState, wrong, await ended(socket)];
          },
          [`${spring.url}/echo`, transport],
        );
        assert.deepEqual(facts, [2, [], { code: 3000, reason: "enough", wasClean: true }]);
      });
    }
  });
}
