// Errors: their codes for programs, their sentences for people.

import { allFailed, exchangeEnded } from "./hints.js";
/** @import { ErrorCode, Frame, TransportAttempt } from "../index.js" */
/** @import { Numbers } from "../../src/js/clients.js" */

/**
 * @typedef {object} Details
 * @property {Frame} [frame]
 * @property {{ readonly code: number, readonly reason: string, readonly wasClean: boolean }} [close]
 * @property {{ readonly problem: string, readonly offset: number, readonly limit?: number }} [protocol]
 * @property {readonly TransportAttempt[]} [attempts]
 * @property {unknown} [cause]
 */

export class StompError extends Error {
  static name = "StompError";

  /**
   * @param {ErrorCode} code
   * @param {string} message
   * @param {Details} [details]
   */
  constructor(code, message, details = {}) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.name = "StompError";
    this.code = code;
    if (details.frame) this.frame = details.frame;
    if (details.close) this.close = details.close;
    if (details.protocol) this.protocol = details.protocol;
    if (details.attempts) this.attempts = details.attempts;
  }
}

/** What a client knows that an error may have to tell. @typedef {{ connectTimeoutMs: number, receiptTimeoutMs: number, frame?: Frame, close?: Details["close"], url?: string, attempts?: TransportAttempt[], cause?: unknown }} Context */

// The numbers are those of `numbers.rs`.
const UNCONFIRMED = 64;
const RECEIPT_TIMEOUT = 32;
const SERVER_ERROR = 33;
const REJECTED = 34;

/**
 * The error that the core means.
 *
 * @param {Numbers} numbers
 * @param {Context} context
 * @param {readonly string[]} names the headers of the refused call
 * @returns {StompError}
 */
export function toError([code, a, b, c], context, names) {
  const { frame, close, cause } = context;
  if (code >= UNCONFIRMED) {
    const ended = toError([code - UNCONFIRMED, a, b, c], context, names);
    return new StompError("unconfirmed", `the connection ended before the server confirmed: ${ended.message}`, { cause: ended });
  }
  switch (code) {
    case 1: return new StompError("disconnected", "disconnect() was called");
    case 2: return new StompError("aborted", "the attempt was called off");
    case 3: return cause instanceof StompError ? cause : new StompError("preparation-failed", `the url or connectHeaders function failed: ${String(cause)}`, { cause });
    case 4: return new StompError("connect-timeout", `no CONNECTED within ${context.connectTimeoutMs} ms (connectTimeoutMs)`);
    case 5:
    case 17: return new StompError("refused", `the server refused the connection: ${frame?.header("message") ?? "ERROR"}`, { frame });
    case 6: return new StompError("unsupported-version", "the server chose a STOMP version that was not offered (versions)");
    case 7: return new StompError("heartbeat-timeout", "the server has been silent for longer than the agreed heart-beats allow (heartbeat)");
    case 8: return new StompError("connection-failed", `the WebSocket could not be opened${describe(close)}`, { close, ...(cause !== undefined && { cause }) });
    case 9: return new StompError("connection-lost", `the connection was lost${describe(close)}`, { close, ...(cause !== undefined && { cause }) });
    case 10: return new StompError("server-error", `the server ended the connection: ${frame?.header("message") ?? "ERROR"}`, { frame, close });
    case 11: return protocolError(a, b, c);
    case 13: return new StompError("all-transports-failed", allFailed(context), { attempts: context.attempts ?? [], ...(cause !== undefined && { cause }) });
    case 14: return new StompError("connection-lost", `the connection was lost: ${exchangeEnded(a, b === 1)}`, cause === undefined ? {} : { cause });
    case 15: return new StompError("connection-lost", "the connection was lost: the server has forgotten the SockJS session and opened another");
    case 16: return new StompError("suspended", "the page was left or frozen");
    case RECEIPT_TIMEOUT: return new StompError("receipt-timeout", `no RECEIPT within ${context.receiptTimeoutMs} ms (receiptTimeoutMs); Spring's simple broker sends none`);
    case SERVER_ERROR: return new StompError("server-error", `the server answered: ${frame?.header("message") ?? "ERROR"}`, { frame });
    case REJECTED: return rejection(a, names);
    default: return new StompError("fatal", "the WebAssembly of stompwire has crashed; the next connect() loads it anew", { cause });
  }
}

/**
 * @param {number} problem
 * @param {number} offset
 * @param {number} limit
 */
function protocolError(problem, offset, limit) {
  const name = PROBLEMS[problem] ?? "unknown";
  const bound = limit > 0 ? `, limit ${limit}` : "";
  return new StompError("protocol", `the server broke ${problem === BROKEN_FRAMING ? "SockJS" : "STOMP"}: ${name} at byte ${offset} of a frame${bound}`, {
    protocol: limit > 0 ? { problem: name, offset, limit } : { problem: name, offset },
  });
}

/**
 * What an export returned below 0.
 *
 * @param {number} status
 * @param {readonly string[]} names
 */
export function rejection(status, names) {
  const number = -status;
  const code = number & 15;
  if (code === 2) return invalidHeader((number >> 4) & 15, number >> 8, names);
  const [name, sentence] = REJECTIONS[code] ?? /** @type {const} */ (["not-connected", "there is no connection"]);
  return new StompError(name, sentence);
}

/**
 * @param {number} fault
 * @param {number} index
 * @param {readonly string[]} names
 */
function invalidHeader(fault, index, names) {
  const what = index === 0 ? "the destination or id" : `header ${JSON.stringify(names[index - 1] ?? `number ${index}`)}`;
  return new StompError("invalid-header", `${what} ${FAULTS[fault]}`);
}

/** @param {Details["close"]} close */
function describe(close) {
  if (!close) return "";
  return ` (close code ${close.code}${close.reason && `: ${close.reason}`})`;
}

const BROKEN_FRAMING = 14;
const PROBLEMS = [
  "", "unknown-command", "header-without-colon", "empty-header-name", "nul-in-head", "undefined-escape",
  "invalid-content-length", "missing-nul", "frame-too-large", "header-line-too-long", "header-block-too-large",
  "too-many-headers", "unexpected-frame", "invalid-heart-beat", "broken-framing", "too-many-parts",
];

const FAULTS = [
  "", "holds a NUL, which no STOMP frame can carry", "holds a line feed, which this frame cannot carry",
  "holds a carriage return, which this frame cannot carry", "has a colon in its name, which this frame cannot carry",
  "is empty", "is set by the client itself",
];

/** @type {Record<number, readonly [ErrorCode, string]>} */
const REJECTIONS = {
  3: ["invalid-body", 'the body holds a NUL, and contentLength is "never"'],
  4: ["unsupported", "STOMP 1.0 has no NACK"],
  5: ["duplicate-id", "there is a subscription with this id"],
  6: ["stale-message", "the message cannot be acknowledged: it came on an earlier connection, or with no ack id, or has been before"],
  7: ["ended", "it has ended before: the subscription, or the transaction"],
  8: ["unsupported", "bytes need a WebSocket without SockJS's frames, and a server that takes them: this connection carries text alone"],
  10: ["outbox-full", "the outbox is full (outbox.maxMessages, outbox.maxBytes)"],
  11: ["outbox-expired", "it waited too long to be sent (outbox.maxAgeMs)"],
  12: ["outbox-cleared", "clearOutbox() was called"],
  13: ["subscription-suspended", "the server ends the connection whenever this subscription is sent: it is over"],
};
