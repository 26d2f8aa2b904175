// What the facade tells the core, in the facade's terms.

import { bufferedAmount } from "./channel.js";
import { DECIDED, PREPARATION_FAILED, crash, enter, hosts, nextPromise, pledge, tell, unpledge } from "./clients.js";
import { now } from "./clock.js";
import { bind, encode, give, hold, lastAnswer, wasm } from "./memory.js";
import { recall } from "./origins.js";
import { followPage } from "./page-life.js";
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
 * @param {string[]} texts its arguments, as `stompwire_create` says
 * @param {readonly (number | boolean)[]} numbers its parameters between the handle and the seed
 * @returns 0 where the module has crashed
 */
export function create(host, texts, numbers) {
  const client = ++lastClient;
  hosts.set(client, host);
  followPage();
  enter(() => {
    give(texts);
    wasm.stompwire_create(client, ...numbers, crypto.getRandomValues(new Uint32Array(1))[0]);
  });
  return hosts.has(client) ? client : 0;
}

/** @param {number} client @param {number} promise */
export function connect(client, promise) {
  enter(() => wasm.stompwire_connect(client, promise, now()));
}

/** @param {number} client */
export function abort(client) {
  enter(() => wasm?.stompwire_abort(client, now()));
}

/** @param {number} client @param {number} promise @param {number} timeoutMs */
export function disconnect(client, promise, timeoutMs) {
  enter(() => wasm.stompwire_disconnect(client, promise, timeoutMs, now()));
}

/** @param {number} client @param {number} session @param {string} url @param {Record<string, string>} headers */
export function prepared(client, session, url, headers) {
  const { failed, informed, roundTripMs, ageMs } = recall(client, url);
  enter(() => {
    give([url, randomness(), ...flat(headers)]);
    wasm.stompwire_prepared(client, session, failed, informed, roundTripMs, ageMs, now());
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

/** Answers `consider`. @param {number} client @param {number} session @param {boolean} again */
export function decide(client, session, again) {
  tell(client, session, 0, DECIDED, Number(again));
}

/**
 * The head of a SEND, or the number of an error.
 *
 * @param {number} client
 * @param {string} destination
 * @param {Record<string, string> | undefined} headers
 * @param {number} kind 0 text, 1 text with a NUL, 2 bytes
 * @param {number} length in bytes
 * @returns {string | number}
 */
export function sendHead(client, destination, headers, kind, length) {
  const texts = [destination, ...flat(headers)];
  const status = command(texts, () => wasm.stompwire_head(client, kind, length));
  return status === 0 ? lastAnswer() : status;
}

/**
 * Sends a text frame, or bytes. 0: done; 1: the promise will be settled; below 0: an error, or it has to be enqueued.
 *
 * @param {number} client
 * @param {string | Uint8Array} frame
 * @param {number} promise
 * @returns {number}
 */
export function send(client, frame, promise) {
  try {
    return wasm.stompwire_send(client, hold(frame), promise);
  } catch (cause) {
    crash(cause);
    return NOT_CONNECTED;
  }
}

/**
 * Sends a message now, or as soon as it can be. 0: the promise will be settled; below 0: an error.
 *
 * @param {number} client
 * @param {string} destination
 * @param {Record<string, string>} headers
 * @param {string | Uint8Array} body which nobody changes
 * @param {number} kind as for `sendHead`
 * @param {number} length as for `sendHead`
 * @param {number} promise
 * @param {number} delivery 0 once, 1 with a receipt, 2 until there is a receipt
 * @returns {number}
 */
export function enqueue(client, destination, headers, body, kind, length, promise, delivery) {
  const texts = [destination, ...flat(headers)];
  return command(texts, () => wasm.stompwire_enqueue(client, hold(body), kind, length, body.length, promise, delivery, now()));
}

/**
 * Takes out of the outbox what has this promise, which is then forgotten; or, for 0, all that waits.
 *
 * @param {number} client
 * @param {number} promise
 * @returns {number} how many messages that were
 */
export function cancel(client, promise) {
  return enter(() => wasm?.stompwire_cancel(client, promise)) ?? 0;
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
  const slot = command(texts, () => wasm.stompwire_subscribe(client, ready, ack, now()));
  return { slot, id: lastAnswer() };
}

/** @param {number} client @param {number} slot @param {Record<string, string>} [headers] @returns {number} */
export function unsubscribe(client, slot, headers) {
  return command(flat(headers), () => wasm.stompwire_command(client, UNSUBSCRIBE, slot, 0, now()));
}

/** @param {number} client @param {Record<string, string>} [headers] @returns {number} */
export function begin(client, headers) {
  return command(flat(headers), () => wasm.stompwire_command(client, BEGIN, 0, 0, now()));
}

/**
 * 0: done; 1: the promise will be settled; below 0: an error.
 *
 * @param {number} client
 * @param {number} number
 * @param {boolean} commit
 * @param {Record<string, string> | undefined} headers
 * @param {number} promise
 * @returns {number}
 */
export function endTransaction(client, number, commit, headers, promise) {
  return command(flat(headers), () => wasm.stompwire_command(client, commit ? COMMIT : ABORT, number, promise, now()));
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
    abort, acknowledge, begin, bind, bufferedAmount, cancel, connect, create, decide, disconnect, encode,
    endTransaction, enqueue, hosts, nextPromise, pledge, preparationFailed, prepared, send, sendHead, subscribe,
    unpledge, unsubscribe,
  };
}
