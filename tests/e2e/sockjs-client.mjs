import { useDemoServer } from "./pages.mjs";

/** What can be forced. */
export const TRANSPORTS = ["websocket", "xhr-streaming", "xhr-polling"];

/** Gives a page the globals of `page/sockjs.js`. @param {import("playwright-core").Page} page */
export async function addSockJs(page) {
  await page.addScriptTag({ url: "sockjs.js", type: "module" });
}

/** As `useDemoServer`, with those globals and with SockJS's reference endpoints. */
export function useSockJs() {
  const demo = useDemoServer();

  /** @returns as that; `url` is the server's own */
  async function start(t, options) {
    const { page, server } = await demo.start(t, { reference: true, ...options });
    await addSockJs(page);
    return { page, server, url: server.url };
  }

  return { start };
}
