// Why an endpoint could not be reached, or was lost, as far as a page is told: what was seen, and what usually
// stands behind it.

/** @import { TransportAttempt } from "../index.js" */

/** @param {{ url?: string, attempts?: readonly TransportAttempt[] }} seen the URL without its secrets */
export function allFailed({ url = "", attempts = [] }) {
  const failed = attempts.filter(({ outcome }) => outcome === "failed");
  return `no transport led to a connection with ${url}: ${failed.map(describe).join(", ")}${hint(url, failed)}`;
}

/** @param {number} status 0 where no answer came @param {boolean} sending */
export function exchangeEnded(status, sending) {
  const answer = status === 0 ? "nothing (network-or-cors)" : status === 300 ? "a redirect" : `HTTP status ${status}`;
  return `a request to ${sending ? "send" : "receive"} was answered with ${answer}${sending && status === 404 ? SCATTERED : ""}`;
}

/** @param {TransportAttempt} attempt */
function describe({ transport, raw, problem, status, code }) {
  return [raw ? "raw" : "", transport, problem, status ?? code ?? ""].filter(String).join(" ");
}

/** @param {string} url @param {readonly TransportAttempt[]} failed */
function hint(url, failed) {
  if (globalThis.location?.protocol === "https:" && url.startsWith("http:")) return MIXED;
  if (failed.some(({ status }) => status === 403)) return FORBIDDEN;
  if (failed.some(({ status, phase }) => status === 404 && phase === "stomp")) return SCATTERED;
  if (failed.some(({ problem }) => problem === "network-or-cors")) return UNSHOWN;
  return "";
}

const MIXED = "; a page loaded by https: may not use an http: address (mixed content)";
const ALLOWED = "Spring allows its own alone, unless setAllowedOriginPatterns names others";
const FORBIDDEN = `; 403: is this page's origin allowed? ${ALLOWED}`;
const SCATTERED = "; 404 on a session that was just opened: a load balancer without sticky sessions, or Spring 7.0.8, which binds a session to IP address and port (7.0.9 to the address)";
const UNSHOWN = `; network-or-cors: the server cannot be reached, or does not allow this page's origin, with credentials (option credentials); browsers do not tell which. ${ALLOWED}`;
