// Attempts at a transport, as the core's numbers mean them.

/** @import { TransportAttempt } from "../index.js" */

const TRANSPORTS = /** @type {const} */ (["info", "websocket", "websocket", "xhr-streaming", "xhr-polling"]);
const PHASES = /** @type {const} */ (["connect", "open", "stomp"]);
const PROBLEMS = /** @type {const} */ ([null, null, "timeout", "closed", "http-status", "no-frame", "protocol", "not-offered"]);

const RAW = 1;
const OPENED = 0;
const SUPERSEDED = 1;
const CLOSED = 3;
const ANSWERED = 4;
const REDIRECT = 300;

/**
 * @param {number} transport
 * @param {number} phase
 * @param {number} outcome
 * @param {number} detail a close code, or a status: 0 where none was shown
 * @param {number} elapsedMs
 * @returns {TransportAttempt}
 */
export function toAttempt(transport, phase, outcome, detail, elapsedMs) {
  const status = outcome === ANSWERED && detail !== REDIRECT && detail > 0 ? detail : null;
  const unshown = detail === REDIRECT ? "redirected" : "network-or-cors";
  return {
    transport: /** @type {TransportAttempt["transport"]} */ (TRANSPORTS[transport]),
    raw: transport === RAW,
    outcome: outcome === OPENED ? "opened" : outcome === SUPERSEDED ? "superseded" : "failed",
    phase: /** @type {TransportAttempt["phase"]} */ (PHASES[phase]),
    problem: outcome === ANSWERED && !status ? unshown : PROBLEMS[outcome] ?? null,
    status,
    code: outcome === CLOSED ? detail : null,
    elapsedMs,
  };
}
