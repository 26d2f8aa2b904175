// What `SockJS` is constructed with, checked and made into what the core takes.

import { TRANSPORTS, toDigits } from "./transports.js";
/** @import SockJS from "../sockjs-client.cjs" */

/**
 * The address of an endpoint, without the slashes that end its path.
 *
 * @param {string | URL} url
 */
export function readUrl(url) {
  const { location } = globalThis;
  const shown = String(url).split(/[?#]/, 1)[0];
  let parsed;
  try {
    parsed = new URL(url, location?.href);
  } catch {
    throw new SyntaxError(`"${shown}" is no URL`);
  }
  const { href, protocol, hostname } = parsed;
  if (protocol !== "http:" && protocol !== "https:") {
    throw new SyntaxError(`"${shown}" has the scheme "${protocol}": "http:" or "https:" is needed`);
  }
  if (href.includes("#")) throw new SyntaxError(`"${shown}" has a fragment, which a SockJS URL cannot have`);
  if (protocol === "http:" && location?.protocol === "https:" && !LOOPBACK.test(hostname)) {
    throw new DOMException(`a page that came over https: cannot connect to "${shown}"`, "SecurityError");
  }
  const [address = "", ...query] = href.split("?");
  return [address.replace(/\/+$/, ""), ...query].join("?");
}

/** What a browser trusts without encryption. */
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|\[::1\]|(.+\.)?localhost)$/;

/**
 * Nothing is done with sub-protocols: SockJS has none.
 *
 * @param {string | string[] | null | undefined} protocols
 */
export function checkProtocols(protocols) {
  const list = Array.isArray(protocols) ? protocols : protocols ? [protocols] : [];
  for (const [at, one] of list.entries()) {
    if (!one) throw new SyntaxError(`"${one}" is no sub-protocol`);
    if (list.indexOf(one) < at) throw new SyntaxError(`the sub-protocol "${one}" is there twice`);
  }
}

/** @param {SockJS.Options["sessionId"]} sessionId */
export function checkSessionId(sessionId) {
  if (sessionId && typeof sessionId !== "number" && typeof sessionId !== "function") {
    throw new TypeError(`option sessionId is ${typeof sessionId}: a number or a function is needed`);
  }
}

/**
 * The numbers that `create` takes: SockJS alone, nothing of STOMP, and nothing is made again.
 *
 * @param {SockJS.Options["transports"]} transports
 * @param {number} [timeout]
 * @returns {(number | boolean)[]}
 */
export function toCore(transports, timeout) {
  const least = Math.min(Math.max(Number(timeout) || 0, 0), MAX_MS);
  const stomp = [0, false, 0, 0, 1];
  const waits = [Math.max(least, CONNECT_TIMEOUT_MS), 0];
  const sizes = [UNLIMITED, 0];
  const encoding = [0, false];
  const limits = [0, 0, 0, 0];
  const ways = [order(transports), Math.max(least, FALLBACK_DELAY_MS), false];
  const log = 0;
  const reconnect = [0, 0, 0, 0];
  const outbox = [0, 0, 0, 0];
  return [...stomp, ...waits, ...sizes, ...encoding, ...limits, log, ...ways, PARTS, ...reconnect, ...outbox];
}

/**
 * The digits of the transports that are wanted. sockjs-client has an order of its own, whatever the list says, and
 * ignores names that it does not know. Its other transports all go over HTTP, so where a list has nothing but those,
 * ours over HTTP stand for them.
 *
 * @param {SockJS.Options["transports"]} given
 */
function order(given = []) {
  const wanted = [given].flat();
  const known = wanted.length > 0 ? TRANSPORTS.filter((one) => wanted.includes(one)) : TRANSPORTS;
  const list = known.length > 0 ? known : TRANSPORTS.slice(1);
  return toDigits(list);
}

/** How long a transport that does not answer may take before the next joins it, at least. */
const FALLBACK_DELAY_MS = 1_000;
/** How long one transport may take to open, at least. */
const CONNECT_TIMEOUT_MS = 10_000;
/** How many messages a frame may come in. */
const PARTS = 4_096;
/** The longest a timer can wait. */
const MAX_MS = 0x7fff_ffff;
/** What is queued is never too much: nobody waits for room. */
const UNLIMITED = 0x7fff_ffff;
