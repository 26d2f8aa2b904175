// WebSockets: a raw one carries STOMP's frames as they are, a framed one those of SockJS.

import { Channel } from "./channel.js";
import { OPENED, hosts } from "./clients.js";
import { pieces, read } from "./memory.js";
import { Outbox } from "./outbox.js";
import { readFrame } from "./sockjs-frames.js";

/** What a browser made, or a factory gave. */
class Socket extends Channel {
  /** @type {any} */
  _socket;

  /** @param {any} socket */
  _attach(socket) {
    this._socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this._tell(OPENED);
    socket.onmessage = (/** @type {{ data: unknown }} */ event) => this._received(event.data);
    socket.onclose = (/** @type {any} */ event) => this._closed(event);
    // `close` follows, and says more.
    socket.onerror = () => {};
    if (socket.readyState === 1) this._tell(OPENED);
  }

  /** @param {{ code?: number, reason?: string, wasClean?: boolean }} event */
  _closed({ code = 1006, reason = "", wasClean = false }) {
    if (this._forget()) this._tellClosed({ code, reason, wasClean });
  }

  /** @param {unknown} cause */
  _failed(cause) {
    if (!this._isOpen) return;
    this._release();
    this._host.failing(cause);
    this._closed({});
  }

  /** @override @param {unknown} data */
  _read(data) {
    if (typeof data === "string") this._readText(data);
    else if (data instanceof ArrayBuffer) this._readBytes(new Uint8Array(data));
    else if (ArrayBuffer.isView(data)) this._readBytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    else this._refuse(data, `text or an ArrayBuffer is needed (binaryType "arraybuffer")`);
  }

  /** @param {unknown} data @param {string} needed */
  _refuse(data, needed) {
    this._failed(new TypeError(`a message arrived as ${Object.prototype.toString.call(data)}: ${needed}`));
  }

  /** @param {string | Uint8Array} frame @param {number} limit */
  _send(frame, limit) {
    const socket = this._socket;
    try {
      if (limit > 0 && frame.length > limit) for (const piece of pieces(frame, limit)) socket.send(piece);
      else socket.send(frame);
    } catch (cause) {
      this._failed(cause);
    }
  }

  /** @override @returns {number} */
  _buffered() {
    return this._socket?.bufferedAmount ?? 0;
  }

  /** @override */
  _release() {
    const socket = this._socket;
    if (!socket) return;
    const { code, reason } = this._host.closeWith ?? { code: 1000 };
    try {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(code, reason);
    } catch (cause) {
      this._host.failing(cause);
    }
  }
}

/** What is sent in one task leaves together, at its end. */
class FramedSocket extends Socket {
  _outbox = new Outbox();

  /** @override @param {unknown} data */
  _read(data) {
    if (typeof data === "string") readFrame(this, data);
    else this._refuse(data, "SockJS frames are text");
  }

  /** @override @param {string} frame @param {number} limit */
  _send(frame, limit) {
    if (this._outbox._length === 0) queueMicrotask(() => this._flush());
    this._outbox._add(frame, limit);
  }

  /** @override */
  _flush() {
    for (const batch of this._outbox._take()) super._send(`[${batch}]`, 0);
  }

  /** @override */
  _buffered() {
    return this._outbox._length + super._buffered();
  }

  /** @override */
  _release() {
    this._flush();
    super._release();
  }
}

/**
 * @param {number} client
 * @param {number} session
 * @param {number} number
 * @param {number} url
 * @param {number} urlLength
 * @param {number} protocols
 * @param {number} protocolsLength
 * @param {number} framed
 */
export function open(client, session, number, url, urlLength, protocols, protocolsLength, framed) {
  const host = hosts.get(client);
  if (!host) return;
  const channel = new (framed ? FramedSocket : Socket)(host, client, session, number);
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
    if (channel._isOpen) channel._attach(socket);
    else socket.close();
  }
}
