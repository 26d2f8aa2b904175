import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, it } from "node:test";

import { until } from "../server/harness.mjs";
import { TRANSPORTS, useSockJs } from "./sockjs-client.mjs";

const { start } = useSockJs();
const { resolve } = createRequire(import.meta.url);

describe("STOMP clients over SockJS", { timeout: 120_000 }, () => {
  for (const transport of TRANSPORTS) {
    it(`@stomp/stompjs by Stomp.over(new SockJS(url)), with ${transport}`, async (t) => {
      const { page, url } = await start(t);
      await page.addScriptTag({ path: resolve("@stomp/stompjs") });
      const facts = await page.evaluate(
        async ([url, transports]) => {
          const socket = new SockJS(url, null, { transports });
          const client = StompJs.Stomp.over(socket);
          client.debug = () => {};
          await new Promise((resolve, reject) => client.connect({ login: "ana" }, resolve, reject));
          const got = new Promise((resolve) => client.subscribe("/topic/a", resolve));
          client.send("/topic/a", {}, "안녕 😀");
          const { body } = await got;
          await new Promise((resolve) => client.disconnect(resolve));
          return [body, socket.readyState > SockJS.OPEN];
        },
        [`${url}/ws`, transport],
      );
      assert.deepEqual(facts, ["안녕 😀", true]);
    });

    it(`webstomp-client by over(new SockJS(url)), with ${transport}`, async (t) => {
      const { page, url, server } = await start(t);
      await page.addScriptTag({ path: resolve("webstomp-client/dist/webstomp.min.js") });
      const body = await page.evaluate(
        async ([url, transports]) => {
          const client = webstomp.over(new SockJS(url, null, { transports }), { debug: false });
          await new Promise((resolve, reject) => client.connect({ login: "ana" }, resolve, reject));
          const got = new Promise((resolve) => client.subscribe("/topic/a", resolve));
          client.send("/topic/a", "안녕 😀");
          const { body } = await got;
          await new Promise((resolve) => client.disconnect(resolve));
          return body;
        },
        [`${url}/ws`, transport],
      );
      assert.equal(body, "안녕 😀");
      await until(() => server.control.connections()[0].closed !== null);
    });
  }

  it("@stomp/stompjs connects again by webSocketFactory after the connection was lost", async (t) => {
    const { page, url, server } = await start(t);
    await page.addScriptTag({ path: resolve("@stomp/stompjs") });
    await page.evaluate(
      (url) =>
        new Promise((resolve) => {
          globalThis.connects = 0;
          globalThis.client = new StompJs.Client({
            webSocketFactory: () => new SockJS(url),
            reconnectDelay: 10,
            onConnect: () => resolve(++connects),
          });
          client.activate();
        }),
      `${url}/ws`,
    );
    server.control.reset();
    await page.waitForFunction("connects === 2");
    await page.evaluate("client.deactivate()");
  });
});
