import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const INFO = JSON.stringify({ websocket: true, origins: ["*:*"], cookie_needed: false, entropy: 1 });

/** Long enough for a page to read one answer before it gets another. */
const APART_MS = 50;

/**
 * Starts what looks like a SockJS server over HTTP and answers with what a test says, first at
 * `/info`.
 *
 * @param {import("node:test").TestContext} t it ends with the test
 * @param {object} says
 * @param {string} [says.info] the body at `/info`; default: a proper one
 * @param {string[]} says.polls the bodies of the polls, in order; one more is never answered
 * @param {number} [says.cut] so many bytes more than it has are promised of the last one, and the connection ends
 * @returns {Promise<{ url: string, requests(): number }>}
 */
export async function serveAnswers(t, { info = INFO, polls, cut = 0 }) {
  const left = [...polls];
  let requests = 0;
  let inform;
  const informed = new Promise((resolve) => (inform = resolve));

  async function poll(response) {
    if (left.length === 0) return;
    await informed;
    const body = Buffer.from(left.shift());
    const missing = left.length === 0 ? cut : 0;
    response.setHeader("content-length", body.length + missing);
    response.write(body, () => (missing > 0 ? response.destroy() : response.end()));
  }

  const http = createServer((request, response) => {
    requests += 1;
    response.setHeader("access-control-allow-origin", request.headers.origin);
    response.setHeader("access-control-allow-credentials", "true");
    if (request.url.endsWith("/info")) response.end(info, () => sleep(APART_MS).then(inform));
    else if (request.url.endsWith("/xhr")) poll(response);
    else response.writeHead(204).end();
  }).listen(0, "127.0.0.1");
  await once(http, "listening");
  t.after(() => {
    http.close();
    http.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${http.address().port}/ws`, requests: () => requests };
}
