// What the core tells a client.

import { hosts } from "./clients.js";
import { decode, heldText, read } from "./memory.js";
import { followPage } from "./page-life.js";

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

/** @param {number} client @param {number} slot @param {number} status */
export function refused(client, slot, status) {
  hosts.get(client)?.refused(slot, status);
}

/**
 * @param {number} client
 * @param {number} transport
 * @param {number} phase
 * @param {number} outcome
 * @param {number} detail
 * @param {number} elapsedMs
 */
export function attempted(client, transport, phase, outcome, detail, elapsedMs) {
  hosts.get(client)?.attempted(transport, phase, outcome, detail, elapsedMs);
}

/**
 * @param {number} client
 * @param {number} session
 * @param {number} code
 * @param {number} a
 * @param {number} b
 * @param {number} c
 * @param {number} attempt
 */
export function consider(client, session, code, a, b, c, attempt) {
  hosts.get(client)?.consider(session, [code, a, b, c], attempt);
}

/**
 * @param {number} client
 * @param {number} code
 * @param {number} a
 * @param {number} b
 * @param {number} c
 * @param {number} delayMs
 * @param {number} attempt
 * @param {number} silentMs
 */
export function disconnected(client, code, a, b, c, delayMs, attempt, silentMs) {
  hosts.get(client)?.disconnected([code, a, b, c], delayMs, attempt, silentMs);
}

/** @param {number} client @param {number} messages @param {number} bytes */
export function queued(client, messages, bytes) {
  hosts.get(client)?.queued(messages, bytes);
}

/**
 * @param {number} client
 * @param {number} sent
 * @param {number} head
 * @param {number} length
 * @param {number} kind of the body: 0 none, 1 at an address, 2 held under a number
 * @param {number} body
 * @param {number} bodyLength
 */
export function log(client, sent, head, length, kind, body, bodyLength) {
  const held = kind === 2 ? heldText(body) : undefined;
  const text = kind === 1 ? read(body, bodyLength) : typeof held === "object" ? decode(held) : held;
  hosts.get(client)?.log(sent === 1, read(head, length), text);
}

/** @param {number} client */
export function gone(client) {
  const host = hosts.get(client);
  hosts.delete(client);
  followPage();
  host?.gone();
}
