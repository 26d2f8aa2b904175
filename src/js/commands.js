// What the facade tells the core, in the facade's terms.

import { bufferedAmount } from "./channel.js";
import { PREPARATION_FAILED, crash, enter, hosts, nextPromise, pledge, tell, unpledge } from "./clients.js";
import { bind, encode, give, hold, lastAnswer, wasm } from "./memory.js";
import { recall } from "./origins.js";
/** @import { Host } from "./clients.js" */
/** @import { Message } from "./message.js" */

// What `stompwire_command` sends.
const UNSUBSCRIBE = 0;
const BEGIN = 1;
const COMMIT = 2;
const ABORT = 3;

// Of `numbers.rs`.
const NOT_CONNECTED = -1;
const STALE_MESSAGE = -6;

let lastClient = 0;

/**
 * @param {Host} host
 * @param {string[]} texts host header, then sub-protocols
 * @param {readonly (number | boolean)[]} numbers the parameters of `stompwire_create` after the handle
 */
export function create(host, [hostHeader = "", ...protocols], numbers) {
  const client = ++lastClient;
  hosts.set(client, host);
  enter(() => {
    give([hostHeader, protocols.map((protocol) => protocol + ",").join("")]);
    wasm.stompwire_create(client, ...numbers);
  });
  return client;
}

/** @param {number} client @param {number} promise */
export function connect(client, promise) {
  enter(() => wasm.stompwire_connect(client, promise, performance.now()));
}

/** @param {number} client */
export function abort(client) {
  enter(() => wasm?.stompwire_abort(client, performance.now()));
}

/** @param {number} client @param {number} promise @param {number} timeoutMs */
export function disconnect(client, promise, timeoutMs) {
  enter(() => wasm.stompwire_disconnect(client, promise, timeoutMs, performance.now()));
}

/** @param {number} client @param {number} session @param {string} url @param {Record<string, string>} headers */
export function prepared(client, session, url, headers) {
  const { failed, informed, roundTripMs, ageMs } = recall(client, url);
  enter(() => {
    give([url, randomness(), ...flat(headers)]);
    wasm.stompwire_prepared(client, session, failed, informed, roundTripMs, ageMs, performance.now());
  });
}

/** For the names of one attempt's SockJS sessions: five bits in each character. */
function randomness() {
  return String.fromCharCode(...crypto.getRandomValues(new Uint8Array(158)).map((byte) => byte & 31));
}

/** @param {number} client @param {number} session */
export function preparationFailed(client, session) {
  tell(client, session, 0, PREPARATION_FAILED);
}

/**
 * The head of a SEND, or the number of an error.
 *
 * @param {number} client
 * @param {string} destination
 * @param {Record<string, string> | undefined} headers
 * @param {number} kind 0 text, 1 text with a NUL, 2 bytes
 * @param {number} length in bytes
 * @param {number} receipt
 * @returns {string | number}
 */
export function sendHead(client, destination, headers, kind, length, receipt) {
  const texts = [destination, ...flat(headers)];
  const status = command(texts, () => wasm.stompwire_head(client, kind, length, receipt));
  return status === 0 ? lastAnswer() : status;
}

/** @param {number} client @returns {number} */
export function receipt(client) {
  return enter(() => wasm.stompwire_receipt(client)) ?? 0;
}

/**
 * Sends a text frame, or bytes. 0: done; 1: the promise will be settled; below 0: an error.
 *
 * @param {number} client
 * @param {string | Uint8Array} frame
 * @param {number} promise
 * @param {number} receipt
 * @returns {number}
 */
export function send(client, frame, promise, receipt) {
  try {
    return wasm.stompwire_send(client, hold(frame), promise, receipt, receipt && performance.now());
  } catch (cause) {
    crash(cause);
    return NOT_CONNECTED;
  }
}

/**
 * @param {number} client
 * @param {number} ready
 * @param {string} id
 * @param {string} destination
 * @param {number} ack
 * @param {Record<string, string> | undefined} headers
 * @returns {{ slot: number, id: string }}
 */
export function subscribe(client, ready, id, destination, ack, headers) {
  const texts = [id, destination, ...flat(headers)];
  const slot = command(texts, () => wasm.stompwire_subscribe(client, ready, ack, performance.now()));
  return { slot, id: lastAnswer() };
}

/** @param {number} client @param {number} slot @param {Record<string, string>} [headers] @returns {number} */
export function unsubscribe(client, slot, headers) {
  return command(flat(headers), () => wasm.stompwire_command(client, UNSUBSCRIBE, slot));
}

/** @param {number} client @param {Record<string, string>} [headers] @returns {number} */
export function begin(client, headers) {
  return command(flat(headers), () => wasm.stompwire_command(client, BEGIN, 0));
}

/** @param {number} client @param {number} number @param {boolean} commit @param {Record<string, string>} [headers] @returns {number} */
export function endTransaction(client, number, commit, headers) {
  return command(flat(headers), () => wasm.stompwire_command(client, commit ? COMMIT : ABORT, number));
}

/**
 * 0, or the number of an error.
 *
 * @param {Message} message
 * @param {boolean} positive
 * @param {Record<string, string>} [headers]
 * @returns {number}
 */
export function acknowledge(message, positive, headers) {
  const { _host: host, _client: client, _session: session, _escaping: escaping } = message;
  const head = message._slice(0, message._head);
  if (!hosts.has(client)) return [...hosts.values()].includes(host) ? STALE_MESSAGE : NOT_CONNECTED;
  return command([head, ...flat(headers)], () => wasm.stompwire_acknowledge(client, session, escaping, positive));
}

/**
 * What an export returns that takes texts, or that there is no connection: the module has crashed.
 *
 * @param {string[]} texts
 * @param {() => number} act
 */
function command(texts, act) {
  const status = enter(() => {
    give(texts);
    return act();
  });
  return status ?? NOT_CONNECTED;
}

/** @param {Record<string, string> | undefined} headers */
function flat(headers) {
  return headers ? Object.entries(headers).flat() : [];
}

/** For tests inside the module: what a page would import. */
export function edge() {
  return {
    abort, acknowledge, begin, bind, bufferedAmount, connect, create, disconnect, encode, endTransaction, hosts,
    nextPromise, pledge, preparationFailed, prepared, receipt, send, sendHead, subscribe, unpledge, unsubscribe,
  };
}
