// WebSockets: what the core opens, sends on and closes.

import { CLOSED, OPENED, afterCrash, enter, hosts, tell } from "./clients.js";
import { PIECE, disown, heldText, own, pieces, read, view, wasm, write, writeHead } from "./memory.js";
import { Message } from "./message.js";
/** @import { Host } from "./clients.js" */

/** The longest head that is worth reading in place; longer ones go the way of the odd ones. */
const HEAD = 4_096;

/**
 * One WebSocket, or what a factory gave for one.
 */
class Channel {
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
    /** @type {any} */
    this._socket = undefined;
  }

  /** @param {any} socket */
  _attach(socket) {
    this._socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this._opened();
    socket.onmessage = (/** @type {{ data: unknown }} */ event) => this._received(event.data);
    socket.onclose = (/** @type {any} */ event) => this._closed(event);
    // `close` follows, and says more.
    socket.onerror = () => {};
    if (socket.readyState === 1) this._opened();
  }

  _opened() {
    tell(this._client, this._session, this._channel, OPENED);
  }

  /** @param {{ code?: number, reason?: string, wasClean?: boolean }} event */
  _closed({ code = 1006, reason = "", wasClean = false }) {
    if (!forget(this)) return;
    this._host.closing({ code, reason, wasClean });
    tell(this._client, this._session, this._channel, CLOSED, code, wasClean);
  }

  /** @param {unknown} cause */
  _failed(cause) {
    if (!isOpen(this)) return;
    this._release();
    this._host.failing(cause);
    this._closed({});
  }

  /** @param {unknown} data */
  _received(data) {
    enter(() => {
      if (typeof data === "string") this._receivedText(data);
      else if (data instanceof ArrayBuffer) this._receivedBytes(new Uint8Array(data));
      else if (ArrayBuffer.isView(data)) this._receivedBytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      else this._refuse(data);
      // In a hidden page timers come once a minute, messages at once: they keep the beats going.
      if (globalThis.document?.hidden) wasm?.stompwire_timeout(this._client, performance.now());
    });
  }

  /** @param {string} text */
  _receivedText(text) {
    const head = text.indexOf("\n\n");
    if (head > 0 && head <= HEAD) {
      const end = text.indexOf("\0", head + 2);
      if (isEnd(end, text.length, text.charCodeAt(end + 1)) && writeHead(text, head)) {
        if (this._receivedWhole(text, head, end, 3 * text.length)) return;
      }
    }
    for (const piece of pieces(text, PIECE)) {
      disown();
      this._feed(write(piece).written);
    }
  }

  /** @param {Uint8Array} bytes */
  _receivedBytes(bytes) {
    const head = blankLine(bytes);
    if (head > 0) {
      const end = bytes.indexOf(0, head + 2);
      if (isEnd(end, bytes.length, bytes[end + 1])) {
        disown();
        view().set(bytes.subarray(0, head));
        if (this._receivedWhole(bytes, head, end, bytes.length)) return;
      }
    }
    const room = view().length;
    for (let at = 0; at < bytes.length; at += room) {
      const piece = bytes.subarray(at, at + room);
      disown();
      view().set(piece);
      this._feed(piece.length);
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
  _receivedWhole(source, head, end, size) {
    const whole = wasm.stompwire_whole(this._client, this._session, this._channel, head, size);
    if (whole < 0) return false;
    const message = new Message(this._host, this._client, this._session, source, head, head + 2, end);
    message._escaping = whole & 3;
    own(message);
    this._host.deliver(whole >> 2, message);
    return true;
  }

  /** @param {number} length */
  _feed(length) {
    // A callback may have crashed the module, or ended this client, since the last piece.
    wasm?.stompwire_bytes(this._client, this._session, this._channel, length, performance.now());
  }

  /** @param {unknown} data */
  _refuse(data) {
    const what = Object.prototype.toString.call(data);
    this._failed(new TypeError(`a message arrived as ${what}: text or an ArrayBuffer is needed (binaryType "arraybuffer")`));
  }

  /**
   * @param {string | Uint8Array} frame
   * @param {number} limit the largest piece, 0 for any size
   * @returns what is not yet on its way, in bytes
   */
  _send(frame, limit) {
    const socket = this._socket;
    try {
      if (limit > 0 && frame.length > limit) for (const piece of pieces(frame, limit)) socket.send(piece);
      else socket.send(frame);
    } catch (cause) {
      this._failed(cause);
      return 0;
    }
    return this._buffered();
  }

  _buffered() {
    return Math.min(this._socket?.bufferedAmount ?? 0, 0x7fff_ffff);
  }

  _close() {
    forget(this);
    this._release();
  }

  _release() {
    const socket = this._socket;
    if (!socket) return;
    try {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(1000);
    } catch (cause) {
      this._host.failing(cause);
    }
  }
}

/** @type {Map<number, Channel[]>} */
const channels = new Map();

/** @param {Channel} channel */
function isOpen(channel) {
  return channels.get(channel._client)?.includes(channel) ?? false;
}

/** @param {Channel} channel @returns whether it was open */
function forget(channel) {
  if (!isOpen(channel)) return false;
  const left = (channels.get(channel._client) ?? []).filter((other) => other !== channel);
  if (left.length > 0) channels.set(channel._client, left);
  else channels.delete(channel._client);
  return true;
}

/** @param {number} client @param {number} session @param {number} channel */
function find(client, session, channel) {
  return channels.get(client)?.find((one) => one._session === session && one._channel === channel);
}

/**
 * @param {number} client
 * @param {number} session
 * @param {number} number
 * @param {number} url
 * @param {number} urlLength
 * @param {number} protocols
 * @param {number} protocolsLength
 */
export function open(client, session, number, url, urlLength, protocols, protocolsLength) {
  const host = hosts.get(client);
  if (!host) return;
  const channel = new Channel(host, client, session, number);
  channels.set(client, [...(channels.get(client) ?? []), channel]);
  const list = read(protocols, protocolsLength);
  try {
    const socket = host.makeSocket(read(url, urlLength), list.split(",").slice(0, -1));
    if (typeof socket?.then === "function") socket.then(attach).then(undefined, (/** @type {unknown} */ cause) => channel._failed(cause));
    else attach(socket);
  } catch (cause) {
    channel._failed(cause);
  }

  /** @param {any} socket */
  function attach(socket) {
    if (isOpen(channel)) channel._attach(socket);
    else socket.close();
  }
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
  return find(client, session, channel)?._send(read(frame, length), limit) ?? 0;
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
  return find(client, session, channel)?._send(frame, typeof frame === "string" ? textLimit : bytesLimit) ?? 0;
}

/** @param {number} client @param {number} session @param {number} channel */
export function measure(client, session, channel) {
  return find(client, session, channel)?._buffered() ?? 0;
}

/** @param {number} client @param {number} session @param {number} channel */
export function close(client, session, channel) {
  find(client, session, channel)?._close();
}

afterCrash(() => {
  for (const channel of [...channels.values()].flat()) channel._close();
});

/** @param {number} client */
export function bufferedAmount(client) {
  return channels.get(client)?.[0]?._buffered() ?? 0;
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
