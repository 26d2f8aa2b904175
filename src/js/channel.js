// Channels: which are open, what the core orders of them, and how STOMP's messages come in.

import { CLOSED, afterCrash, enter, tell } from "./clients.js";
import { now } from "./clock.js";
import {
  PIECE, copy, disown, frameOfBytes, heldText, own, pieces, read, view, wasm, write, writeHead,
} from "./memory.js";
import { Message } from "./message.js";
/** @import { Host } from "./clients.js" */

/** The longest head that is worth reading in place; longer ones go the way of the odd ones. */
const HEAD = 4_096;

/** What `order` orders. */
const CLOSE = 0;
const RECEIVE = 1;

/** @type {Map<number, Channel[]>} */
const channels = new Map();

/** One WebSocket, one SockJS session over HTTP, or one request for its `/info`. */
export class Channel {
  /**
   * @param {Host} host
   * @param {number} client
   * @param {number} session
   * @param {number} channel
   */
  constructor(host, client, session, channel) {
    this._host = host;
    this._client = client;
    this._session = session;
    this._channel = channel;
    this._isOpen = true;
    channels.set(client, [...(channels.get(client) ?? []), this]);
  }

  /** What is not yet on its way. */
  _buffered() {
    return 0;
  }

  /** Sends what it holds back, as far as it may. */
  _flush() {}

  /** Ends what the browser does for it. */
  _release() {}

  /** @param {number} what @param {number} [code] */
  _tell(what, code) {
    if (this._isOpen) tell(this._client, this._session, this._channel, what, code);
  }

  /** @returns whether it was open */
  _forget() {
    if (!this._isOpen) return false;
    this._isOpen = false;
    const left = (channels.get(this._client) ?? []).filter((other) => other !== this);
    if (left.length > 0) channels.set(this._client, left);
    else channels.delete(this._client);
    return true;
  }

  /** The core wants it closed. */
  _close() {
    if (this._forget()) this._release();
  }

  /** The server wants it closed. @param {{ code: number, reason: string, wasClean: boolean }} close */
  _end(close) {
    if (!this._forget()) return;
    this._release();
    this._tellClosed(close);
  }

  /** @param {{ code: number, reason: string, wasClean: boolean }} close */
  _tellClosed(close) {
    this._host.closing(close);
    tell(this._client, this._session, this._channel, CLOSED, close.code, close.wasClean);
  }

  /** @param {any} data */
  _received(data) {
    if (!this._isOpen) return;
    enter(() => {
      this._read(data);
      // In a hidden page timers come once a minute, messages at once: they keep the beats going.
      if (globalThis.document?.hidden) wasm?.stompwire_timeout(this._client, now());
    });
  }

  /** @param {string | Uint8Array} data */
  _read(data) {
    if (typeof data === "string") this._readText(data);
    else this._readBytes(data);
  }

  /** @param {string} text */
  _readText(text) {
    const head = text.indexOf("\n\n");
    if (head > 0 && head <= HEAD) {
      const end = text.indexOf("\0", head + 2);
      if (isEnd(end, text.length, text.charCodeAt(end + 1)) && writeHead(text, head)) {
        if (this._readWhole(text, head, end, 3 * text.length)) return;
      }
    }
    let continued = false;
    for (const piece of pieces(text, PIECE)) {
      disown();
      this._feed(write(piece).written, continued);
      continued = true;
    }
  }

  /** @param {Uint8Array} bytes */
  _readBytes(bytes) {
    const head = blankLine(bytes);
    if (head > 0) {
      const end = bytes.indexOf(0, head + 2);
      if (isEnd(end, bytes.length, bytes[end + 1])) {
        disown();
        view().set(bytes.subarray(0, head));
        if (this._readWhole(bytes, head, end, bytes.length)) return;
      }
    }
    const room = view().length;
    for (let at = 0; at < bytes.length; at += room) {
      const piece = bytes.subarray(at, at + room);
      disown();
      view().set(piece);
      this._feed(piece.length, at > 0);
    }
  }

  /**
   * Delivers a message that looks like one whole frame, if the core agrees; its head is in the
   * scratch memory.
   *
   * @param {string | Uint8Array} source
   * @param {number} head
   * @param {number} end
   * @param {number} size in bytes, at most
   */
  _readWhole(source, head, end, size) {
    const whole = wasm.stompwire_whole(this._client, this._session, this._channel, head, size);
    if (whole < 0) return false;
    const message = new Message(this._host, this._client, this._session, source, head, head + 2, end);
    message._escaping = whole & 3;
    own(message);
    this._host.deliver(whole >> 2, message);
    return true;
  }

  /** @param {number} length @param {boolean} continued whether it belongs to the message of the piece before */
  _feed(length, continued) {
    // A callback may have crashed the module, or ended this client, since the last piece.
    wasm?.stompwire_bytes(this._client, this._session, this._channel, length, continued, now());
  }
}

/**
 * @param {number} client
 * @param {number} session
 * @param {number} channel
 * @returns {any} of the kind that the core opened
 */
function find(client, session, channel) {
  return channels.get(client)?.find((one) => one._session === session && one._channel === channel);
}

/**
 * @param {number} client
 * @param {number} session
 * @param {number} channel
 * @param {string | Uint8Array} frame
 * @param {number} limit the largest piece, 0 for any size
 * @returns what is not yet on its way
 */
function send(client, session, channel, frame, limit) {
  find(client, session, channel)?._send(frame, limit);
  return measure(client, session, channel);
}

/**
 * @param {number} client
 * @param {number} session
 * @param {number} channel
 * @param {number} frame
 * @param {number} length
 * @param {number} limit
 */
export function send_encoded(client, session, channel, frame, length, limit) {
  return send(client, session, channel, read(frame, length), limit);
}

/**
 * @param {number} client
 * @param {number} session
 * @param {number} channel
 * @param {number} number
 * @param {number} textLimit
 * @param {number} bytesLimit
 */
export function send_payload(client, session, channel, number, textLimit, bytesLimit) {
  const frame = heldText(number);
  return send(client, session, channel, frame, typeof frame === "string" ? textLimit : bytesLimit);
}

/**
 * @param {number} client
 * @param {number} session
 * @param {number} channel
 * @param {number} head
 * @param {number} headLength
 * @param {number} number of the body
 * @param {number} textLimit
 * @param {number} bytesLimit
 */
export function send_queued(client, session, channel, head, headLength, number, textLimit, bytesLimit) {
  const body = heldText(number);
  return typeof body === "string"
    ? send(client, session, channel, read(head, headLength) + body + "\0", textLimit)
    : send(client, session, channel, frameOfBytes(copy(head, headLength), body), bytesLimit);
}

/** @param {number} client @param {number} session @param {number} channel */
export function measure(client, session, channel) {
  return Math.min(find(client, session, channel)?._buffered() ?? 0, 0x7fff_ffff);
}

/** @param {number} client @param {number} session @param {number} channel @param {number} what */
export function order(client, session, channel, what) {
  const found = find(client, session, channel);
  if (what === CLOSE) found?._close();
  else if (what === RECEIVE) found?._receive();
  else found?._post();
}

const all = () => [...channels.values()].flat();

afterCrash(() => {
  for (const channel of all()) channel._close();
});

export function flushAll() {
  for (const channel of all()) channel._flush();
}

/** @param {number} client */
export function bufferedAmount(client) {
  return (channels.get(client) ?? []).reduce((sum, channel) => sum + channel._buffered(), 0);
}

/**
 * Whether the first NUL after a head ends the frame: nothing may follow it but the one EOL that
 * RabbitMQ writes after its frames.
 *
 * @param {number} nul
 * @param {number} length
 * @param {number | undefined} next
 */
function isEnd(nul, length, next) {
  return nul > 0 && (nul === length - 1 || (nul === length - 2 && next === 10));
}

/** @param {Uint8Array} bytes */
function blankLine(bytes) {
  const last = Math.min(bytes.length - 1, HEAD);
  for (let at = 0; at < last; at++) if (bytes[at] === 10 && bytes[at + 1] === 10) return at;
  return -1;
}
