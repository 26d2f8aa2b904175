// SockJS frames, as they come by a WebSocket or as a line of an HTTP answer. The core says what
// each is; JSON is read here.

import { BROKEN } from "./clients.js";
import { now } from "./clock.js";
import { wasm } from "./memory.js";
/** @import { Channel } from "./channel.js" */

// What `stompwire_frame` gives.
const IGNORE = 0;
const MESSAGE = 2;
const CLOSE = 3;

/** What a server says that wants to close and does not say how (RFC 6455, 7.4.1: protocol error). */
const UNREADABLE = { code: 1002, reason: "", wasClean: false };

/** @param {Channel} channel @param {string} frame */
export function readFrame(channel, frame) {
  const { _host: host, _client: client, _session: session, _channel: number } = channel;
  const verdict = wasm.stompwire_frame(client, session, number, frame.charCodeAt(0), frame.length, now());
  if (verdict === IGNORE) {
    if (frame === "h") host.heartbeat?.();
    return;
  }
  const content = parse(frame.slice(1));
  if (verdict === CLOSE) return channel._end(toClose(content));
  const messages = verdict === MESSAGE && content !== undefined ? [content] : content;
  if (!Array.isArray(messages)) return channel._tell(BROKEN);
  for (const message of messages) {
    // A handler of the one before may have closed it.
    if (!channel._isOpen) return;
    if (host.message) host.message(message);
    else if (typeof message === "string") channel._readText(message);
    else return channel._tell(BROKEN);
  }
}

/** @param {string} json @returns {unknown} `undefined`, which JSON cannot say, where it is none */
function parse(json) {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** @param {unknown} content */
function toClose(content) {
  const [code, reason] = Array.isArray(content) ? content : [];
  if (!Number.isInteger(code) || code < 0 || code > 0xffff || typeof reason !== "string") return UNREADABLE;
  return { code, reason, wasClean: true };
}
