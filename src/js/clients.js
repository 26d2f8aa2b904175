// Clients, by number, and the promises that the core keeps for them. What every other file here
// stands on: it names none of them but the memory and the clock.

import { now } from "./clock.js";
import { unbind, wasm } from "./memory.js";
/** @import { Frame, Message } from "./message.js" */

/**
 * What a page's client does when the core speaks. None of it may throw but `makeSocket`
 * and `fetch`.
 *
 * @typedef {object} Host
 * @property {(url: string, protocols: string[]) => any} makeSocket a socket, or a promise of one
 * @property {(url: string, init: RequestInit) => Promise<Response>} fetch
 * @property {number} lineLimit the longest line of an HTTP answer, in UTF-16 units
 * @property {boolean} keepsForSession whether what is learnt of an origin outlives the page
 * @property {boolean} [followsPage] whether its connection ends when the page goes, and is looked after when it comes back
 * @property {{ code: number, reason?: string }} [closeWith] what a WebSocket is closed with, if not with 1000
 * @property {(session: number) => void} prepare calls `prepared` or `preparationFailed`
 * @property {(state: number) => void} stateChanged
 * @property {(version: number, outgoingMs: number, incomingMs: number) => void} connected after its frame
 * @property {(slot: number, message: Message) => void} deliver
 * @property {(kind: number, frame: Frame) => void} frame
 * @property {(data: unknown) => void} [message] what SockJS brings, where it is used without STOMP
 * @property {() => void} [heartbeat] of SockJS
 * @property {(message: Message, positive: boolean, headers?: Record<string, string>) => Promise<void>} acknowledge for the user, who called a method of the message
 * @property {(slot: number, status: number) => void} refused a subscription cannot be sent on this connection, and is over
 * @property {(close: { code: number, reason: string, wasClean: boolean }) => void} closing
 * @property {(cause: unknown) => void} failing what the browser threw, before it is told as a close
 * @property {(transport: number, phase: number, outcome: number, detail: number, elapsedMs: number) => void} attempted how far one transport came
 * @property {(session: number, numbers: Numbers, attempt: number) => void} consider whether to go on after this: calls `decide`
 * @property {(numbers: Numbers, delayMs: number, attempt: number, silentMs: number) => void} disconnected -1 ms: it stays so, -2 ms: until the page is back
 * @property {(messages: number, bytes: number) => void} queued so much waits in the core
 * @property {(numbers: Numbers, names?: readonly string[]) => Error} error the names of the headers that the call had
 * @property {(sent: boolean, head: string, body?: string) => void} log
 * @property {() => void} gone the core has forgotten this client
 * @property {(cause: unknown) => void} crashed so has everything else
 */

/** A reason or failure as `numbers.rs` writes it. @typedef {readonly [code: number, a: number, b: number, c: number]} Numbers */

// What `stompwire_tell` is told.
export const PREPARATION_FAILED = 0;
export const OPENED = 1;
export const CLOSED = 2;
export const ANSWERED = 3;
export const ENDED = 4;
export const POSTED = 5;
export const BROKEN = 6;
export const DECIDED = 7;

// Of `numbers.rs`.
const CRASHED = 12;

/** @type {Map<number, Host>} */
export const hosts = new Map();

/** @type {Map<number, { host: Host, names?: readonly string[] | undefined, resolve: () => void, reject: (error: Error) => void }>} */
const promises = new Map();

/** @type {(() => void)[]} */
const cleanups = [];

let lastPromise = 0;

/** Says what else is to be done when the module has crashed. @param {() => void} cleanup */
export function afterCrash(cleanup) {
  cleanups.push(cleanup);
}

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
export function crash(cause) {
  unbind();
  const crashed = [...hosts.values()];
  hosts.clear();
  for (const cleanup of cleanups) cleanup();
  const broken = [...promises.values()];
  promises.clear();
  for (const host of crashed) host.crashed(cause);
  for (const { host, reject } of broken) reject(host.error([CRASHED, 0, 0, 0]));
}

/**
 * What happened to an attempt or to its channel.
 *
 * @param {number} client
 * @param {number} session
 * @param {number} channel
 * @param {number} what
 * @param {number} [code] of a close, the status of an HTTP answer, or 1 for yes
 * @param {boolean} [wasClean]
 */
export function tell(client, session, channel, what, code = 0, wasClean = false) {
  enter(() => wasm?.stompwire_tell(client, session, channel, what, code, wasClean, now()));
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
 * @param {readonly string[]} [names] of the headers that belong to it
 * @returns {Promise<void>}
 */
export function pledge(host, number, names) {
  return new Promise((resolve, reject) => promises.set(number, { host, names, resolve, reject }));
}

/** Breaks a promise that the core does not know. @param {number} number @param {Error} error */
export function refuse(number, error) {
  promises.get(number)?.reject(error);
  unpledge(number);
}

/** Takes back a promise that the core does not know after all. @param {number} number */
export function unpledge(number) {
  promises.delete(number);
}

/**
 * @param {number} number
 * @param {number} code
 * @param {number} a
 * @param {number} b
 * @param {number} c
 */
export function settle(number, code, a, b, c) {
  const pledged = promises.get(number);
  unpledge(number);
  if (code === 0) pledged?.resolve();
  else pledged?.reject(pledged.host.error([code, a, b, c], pledged.names));
}
