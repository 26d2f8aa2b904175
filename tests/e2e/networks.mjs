import { startDelayProxy } from "../proxies/delay.mjs";
import { serve } from "../server/harness.mjs";
import { usePages } from "./pages.mjs";

/**
 * Pages, and for every test a demo server at the far end of a network.
 *
 * @param {Parameters<typeof usePages>} browser
 */
export function useNetworks(...browser) {
  const { open, folder } = usePages(...browser);

  /**
   * @param {import("node:test").TestContext} t all of it ends with the test
   * @param {Omit<Parameters<typeof startDelayProxy>[0], "target">} [network]
   * @param {object} [options] the server's, and whether the page comes from there too
   * @param {boolean} [options.sameOrigin] default false
   */
  async function start(t, network, { sameOrigin = false, ...options } = {}) {
    const server = await serve(t, { ...options, ...(sameOrigin && { static: folder() }) });
    const proxy = await startDelayProxy({ target: server.url, ...network });
    t.after(() => proxy.close());
    const page = await open(t, sameOrigin ? proxy.url : undefined);
    return { page, server, proxy, control: server.control, url: `${proxy.url}/ws` };
  }

  return { start };
}

/** Connects, sends a message around, and disconnects. @returns the transport, and what became of each attempt */
export function visit(page, url, options = {}) {
  return page.evaluate(
    async ([url, options]) => {
      const client = new Client(url, options);
      const lines = attempts(client);
      const { transport } = await client.connect();
      const { messages } = await inbox(client, "/topic/a");
      await client.send("/topic/a", "안녕 😀", { receipt: true });
      await until(() => messages.length === 1);
      if (transport !== client.transport || messages[0].body !== "안녕 😀") throw new Error("not what was sent");
      await client.disconnect();
      return { transport, attempts: lines };
    },
    [url, options],
  );
}

/** The ends of the URLs that a proxy got from SockJS clients, in order. */
export function paths(proxy) {
  const urls = proxy.requests().map(({ url }) => /^\/ws(?:\/\d{3}\/[a-z0-5]{26})?(\/.*)$/.exec(url)?.[1]);
  return urls.filter((path) => path !== undefined);
}

/**
 * Networks, what a client connects over there, and what becomes of its attempts, in the order in which they end, but
 * for that at `/info`, which runs beside them.
 */
export const NETWORKS = {
  // The server's raw endpoint knows no sub-protocol, and browsers want one where they offered some.
  "that lets everything through": [
    {},
    "websocket",
    ["raw websocket failed connect closed 1006", "websocket opened stomp"],
  ],
  "that strips Upgrade": [
    { upgrade: "strip" },
    "xhr-streaming",
    [
      "raw websocket failed connect closed 1006",
      "websocket failed connect closed 1006",
      "xhr-streaming opened stomp",
    ],
  ],
  "that closes WebSockets with 1000": [
    { upgrade: "close" },
    "xhr-streaming",
    [
      "raw websocket opened stomp",
      "raw websocket failed stomp closed 1000",
      "websocket failed open closed 1000",
      "xhr-streaming opened stomp",
    ],
  ],
  "that swallows WebSockets": [
    { upgrade: "swallow" },
    "xhr-streaming",
    ["xhr-streaming opened stomp", "raw websocket superseded connect"],
  ],
  "that swallows WebSockets and holds streams back": [
    { upgrade: "swallow", stream: "buffer" },
    "xhr-polling",
    [
      "xhr-polling opened stomp",
      "raw websocket superseded connect",
      "xhr-streaming superseded connect",
    ],
  ],
};
