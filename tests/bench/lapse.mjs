// A SockJS endpoint that opens one session, then answers everything with a page: as behind a login that has run out.

import { once } from "node:events";
import { createServer } from "node:http";

const INFO = JSON.stringify({ websocket: false, cookie_needed: false, origins: ["*:*"], entropy: 1 });
const PAGE = "<!doctype html>\n<title>Log in</title>\n";

/** @returns {Promise<{ url: string, requests(): string[], close(): Promise<void> }>} `requests` gives the paths */
export async function startLapsingServer() {
  const requests = [];
  let opened = false;
  const http = createServer(({ url, headers: { origin } }, response) => {
    requests.push(url);
    response.setHeader("access-control-allow-origin", origin);
    response.setHeader("access-control-allow-credentials", "true");
    const { pathname } = new URL(url, "http://localhost");
    if (opened) {
      response.setHeader("content-type", "text/html;charset=utf-8").end(PAGE);
    } else if (pathname.endsWith("/info")) {
      response.setHeader("content-type", "application/json;charset=utf-8").end(INFO);
    } else {
      opened = pathname.endsWith("/xhr");
      response.setHeader("content-type", "application/javascript;charset=utf-8").end("o\n");
    }
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  return {
    url: `http://127.0.0.1:${http.address().port}`,
    requests: () => requests,
    async close() {
      http.close();
      http.closeAllConnections();
      await once(http, "close");
    },
  };
}
