import { startFilter } from "./filter.mjs";
import { startRelay } from "./relay.mjs";

/**
 * Starts a proxy on 127.0.0.1 that makes a server as far away, and its network as bad, as a test wants it.
 *
 * @param {object} options
 * @param {string} options.target the server's origin
 * @param {number} [options.roundTripMs] each direction takes half of it, a new TCP connection one more; default 0
 * @param {"pass" | "strip" | "swallow" | "close"} [options.upgrade] WebSockets open, get 400, no answer, or open and are
 *   closed at once, with 1000; default pass
 * @param {"pass" | "buffer"} [options.stream] responses travel as they come, or when they are complete; default pass
 * @param {boolean} [options.html] every request gets 200 with an HTML page and never reaches the server; default false
 * @returns {Promise<{ url: string, port: number, requests(): Arrival[], close(): Promise<void> }>} `requests` gives
 *   those that have arrived, oldest first, upgrades included
 *
 * @typedef {object} Arrival
 * @property {string} method
 * @property {string} url
 * @property {import("node:http").IncomingHttpHeaders} headers
 * @property {boolean} upgrade
 * @property {number} atMs `performance.now()`
 */
export async function startDelayProxy({ target, roundTripMs = 0, upgrade = "pass", stream = "pass", html = false }) {
  const requests = [];
  const onRequest = ({ method, url, headers }) =>
    requests.push({ method, url, headers, upgrade: "upgrade" in headers, atMs: performance.now() });
  const filter = await startFilter({ target, upgrade, stream, html, onRequest });
  const relay = await startRelay({ to: filter.port, roundTripMs });
  return {
    url: `http://127.0.0.1:${relay.port}`,
    port: relay.port,
    requests: () => [...requests],
    async close() {
      await relay.close();
      await filter.close();
    },
  };
}
