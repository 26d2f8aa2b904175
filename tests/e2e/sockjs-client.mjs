import { useDemoServer } from "./pages.mjs";

/** What can be forced. */
export const TRANSPORTS = ["websocket", "xhr-streaming", "xhr-polling"];

/** As `useDemoServer`: pages with the globals of `page/sockjs.js`, and servers with SockJS's reference endpoints. */
export function useSockJs() {
  const demo = useDemoServer();

  /** @returns as that; `url` is the server's own */
  async function start(t, options) {
    const { page, server } = await demo.start(t, { reference: true, ...options });
    await page.addScriptTag({ url: "sockjs.js", type: "module" });
    return { page, server, url: server.url };
  }

  return { start };
}
