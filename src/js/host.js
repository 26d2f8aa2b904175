// Clients, by number: who wants to know what the core says, and which promises it keeps.

import { bufferedAmount, clock, closeAll } from "./channel.js";
import { bind, encode, give, hold, lastAnswer, read, unbind, wasm } from "./memory.js";
/** @import { Frame, Message } from "./message.js" */

/**
 * What a page's client does when the core speaks. None of it may throw but `makeSocket`.
 *
 * @typedef {object} Host
 * @property {(url: string, protocols: string[]) => any} makeSocket a socket, or a promise of one
 * @property {(session: number) => void} prepare calls `prepared` or `preparationFailed`
 * @property {(state: number) => void} stateChanged
 * @property {(version: number, outgoingMs: number, incomingMs: number) => void} connected after its frame
 * @property {(slot: number, message: Message) => void} deliver
 * @property {(kind: number, frame: Frame) => void} frame
 * @property {(message: Message, positive: boolean, headers?: Record<string, string>) => Promise<void>} acknowledge for the user, who called a method of the message
 * @property {(slot: number, status: number) => void} refused a subscription cannot be sent on this connection, and is over
 * @property {(close: { code: number, reason: string, wasClean: boolean }) => void} closing
 * @property {(cause: unknown) => void} failing what the browser threw, before it is told as a close
 * @property {(numbers: Numbers) => void} disconnected
 * @property {(numbers: Numbers) => Error} error
 * @property {(sent: boolean, head: string) => void} log
 * @property {() => void} gone the core has forgotten this client
 * @property {(cause: unknown) => void} crashed so has everything else
 */

/** A reason or failure as `numbers.rs` writes it. @typedef {readonly [code: number, a: number, b: number, c: number]} Numbers */

// What `stompwire_tell` is told.
const PREPARATION_FAILED = 0;
export const OPENED = 1;
export const CLOSED = 2;

// What `stompwire_command` sends.
const UNSUBSCRIBE = 0;
const BEGIN = 1;
const COMMIT = 2;
const ABORT = 3;

// Of `numbers.rs`.
const NOT_CONNECTED = -1;
const STALE_MESSAGE = -6;
const CRASHED = 12;

/** @type {Map<number, Host>} */
export const hosts = new Map();

/** @type {Map<number, { host: Host, resolve: () => void, reject: (error: Error) => void }>} */
const promises = new Map();

let lastClient = 0;
let lastPromise = 0;

/**
 * Runs `act`, which calls an export. Those never throw: when one does, the module is broken.
 *
 * @template T
 * @param {() => T} act
 */
export function enter(act) {
  try {
    return act();
  } catch (cause) {
    crash(cause);
  }
}

/** @param {unknown} cause */
function crash(cause) {
  unbind();
  closeAll();
  const crashed = [...hosts.values()];
  hosts.clear();
  const broken = [...promises.values()];
  promises.clear();
  for (const host of crashed) host.crashed(cause);
  for (const { host, reject } of broken) reject(host.error([CRASHED, 0, 0, 0]));
}

/** A number for a promise. */
export function nextPromise() {
  return ++lastPromise;
}

/**
 * The promise that the core will settle under this number.
 *
 * @param {Host} host
 * @param {number} number
 * @returns {Promise<void>}
 */
export function pledge(host, number) {
  return new Promise((resolve, reject) => promises.set(number, { host, resolve, reject }));
}

/** Takes back a promise that the core does not know after all. @param {number} number */
export function unpledge(number) {
  promises.delete(number);
}

// What the facade calls.

/**
 * @param {Host} host
 * @param {string[]} texts host header, then sub-protocols
 * @param {readonly (number | boolean)[]} numbers the parameters of `stompwire_create` after the handle
 */
export function create(host, texts, numbers) {
  const client = ++lastClient;
  hosts.set(client, host);
  enter(() => {
    give(texts);
    wasm.stompwire_create(client, ...numbers);
  });
  return client;
}

/** @param {number} client @param {number} promise */
export function connect(client, promise) {
  enter(() => wasm.stompwire_connect(client, promise, clock()));
}

/** @param {number} client */
export function abort(client) {
  enter(() => wasm?.stompwire_abort(client, clock()));
}

/** @param {number} client @param {number} promise @param {number} timeoutMs */
export function disconnect(client, promise, timeoutMs) {
  enter(() => wasm.stompwire_disconnect(client, promise, timeoutMs, clock()));
}

/** @param {number} client @param {number} session @param {string} url @param {Record<string, string>} headers */
export function prepared(client, session, url, headers) {
  enter(() => {
    give([url, ...flat(headers)]);
    wasm.stompwire_prepared(client, session, clock());
  });
}

/**
 * What happened to an attempt or to its channel.
 *
 * @param {number} client
 * @param {number} session
 * @param {number} channel
 * @param {number} what
 * @param {number} [code] of a close
 * @param {boolean} [wasClean]
 */
export function tell(client, session, channel, what, code = 0, wasClean = false) {
  enter(() => wasm?.stompwire_tell(client, session, channel, what, code, wasClean, clock()));
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
  const status = enter(() => {
    give([destination, ...flat(headers)]);
    return wasm.stompwire_head(client, kind, length, receipt);
  });
  return status === 0 ? lastAnswer() : (status ?? NOT_CONNECTED);
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
    return wasm.stompwire_send(client, hold(frame), promise, receipt, receipt && clock());
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
  const slot = enter(() => {
    give([id, destination, ...flat(headers)]);
    return wasm.stompwire_subscribe(client, ready, ack, clock());
  });
  return { slot: slot ?? NOT_CONNECTED, id: lastAnswer() };
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

/** @param {string[]} texts @param {() => number} act */
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

// What the core calls.

/** @param {number} client @param {number} session */
export function prepare(client, session) {
  hosts.get(client)?.prepare(session);
}

/** @param {number} client @param {number} state */
export function state_changed(client, state) {
  hosts.get(client)?.stateChanged(state);
}

/** @param {number} client @param {number} version @param {number} outgoingMs @param {number} incomingMs */
export function connected(client, version, outgoingMs, incomingMs) {
  hosts.get(client)?.connected(version, outgoingMs, incomingMs);
}

/**
 * @param {number} _client the promise knows it
 * @param {number} number
 * @param {number} code
 * @param {number} a
 * @param {number} b
 * @param {number} c
 */
export function settle(_client, number, code, a, b, c) {
  const pledged = promises.get(number);
  promises.delete(number);
  if (code === 0) pledged?.resolve();
  else pledged?.reject(pledged.host.error([code, a, b, c]));
}

/** @param {number} client @param {number} slot @param {number} status */
export function refused(client, slot, status) {
  hosts.get(client)?.refused(slot, status);
}

/** @param {number} client @param {number} code @param {number} a @param {number} b @param {number} c */
export function disconnected(client, code, a, b, c) {
  hosts.get(client)?.disconnected([code, a, b, c]);
}

/** @param {number} client @param {number} sent @param {number} head @param {number} length */
export function log(client, sent, head, length) {
  hosts.get(client)?.log(sent === 1, read(head, length));
}

/** @param {number} client */
export function gone(client) {
  const host = hosts.get(client);
  hosts.delete(client);
  host?.gone();
}

/** For tests inside the module: what a page would import. */
export function edge() {
  return {
    abort, acknowledge, begin, bind, bufferedAmount, connect, create, disconnect, encode, endTransaction, hosts,
    nextPromise, pledge, preparationFailed, prepared, receipt, send, sendHead, subscribe, unpledge, unsubscribe,
  };
}
