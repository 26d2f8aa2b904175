import { once } from "node:events";
import { createServer } from "node:http";
import { chromium } from "playwright-core";
import sirv from "sirv";

/** Nothing in the background while something is tested or measured. */
export const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The one that `STOMPWIRE_CHROMIUM` names, or Debian's. */
export const CHROMIUM = process.env.STOMPWIRE_CHROMIUM ?? "/usr/bin/chromium";

/**
 * Headless Chromium.
 *
 * @param {string} [executablePath]
 */
export function launchChromium(executablePath = CHROMIUM) {
  return chromium.launch({ executablePath, args: QUIET });
}

/**
 * Serves a folder on 127.0.0.1.
 *
 * @param {string} folder
 * @param {import("node:http").OutgoingHttpHeaders} [headers] of every answer
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function serveFolder(folder, headers = {}) {
  // With tags, pages may be kept for the browser's history.
  const files = sirv(folder, { dev: true, etag: true });
  const http = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    files(request, response);
  }).listen(0, "127.0.0.1");
  await once(http, "listening");
  return {
    url: `http://127.0.0.1:${http.address().port}`,
    async close() {
      http.close();
      http.closeAllConnections();
      await once(http, "close");
    },
  };
}
