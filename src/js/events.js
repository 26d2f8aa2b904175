// What the core tells a client.

import { hosts } from "./clients.js";
import { read } from "./memory.js";

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
