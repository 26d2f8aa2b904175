// A SockJS session over HTTP: one exchange that receives, and one POST that sends, at a time.

import { Channel } from "./channel.js";
import { ANSWERED, BROKEN, ENDED, POSTED, hosts } from "./clients.js";
import { encode, read } from "./memory.js";
import { Outbox } from "./outbox.js";
import { isGoing } from "./page-life.js";
import { shortText, statusOf, texts } from "./response.js";
import { readFrame } from "./sockjs-frames.js";
/** @import { Host } from "./clients.js" */

/** What may outlive the page, in bytes, of all sessions together: browsers refuse more than 64 KiB (Fetch, keepalive). */
const KEPT_ALIVE = 60_000;
/** How much of it is on its way. */
let keptAlive = 0;

/** Of a longer text, in UTF-16 units, Chromium takes as a `Blob` two thirds of the time. */
const LONG = 1 << 17;

class HttpSession extends Channel {
  /**
   * @param {Host} host
   * @param {number} client
   * @param {number} session
   * @param {number} channel
   * @param {string} receive
   * @param {string} send
   */
  constructor(host, client, session, channel, receive, send) {
    super(host, client, session, channel);
    this._receiveUrl = receive;
    this._sendUrl = send;
    this._receiving = new AbortController();
    this._sending = new AbortController();
    this._outbox = new Outbox();
    /** The length of what was posted and is not answered. */
    this._posting = 0;
  }

  /**
   * No cache answers a POST, and Chromium asks for a preflight again where a request says that none shall.
   *
   * @param {RequestInit} init
   * @returns {RequestInit}
   */
  _request(init) {
    return { method: "POST", redirect: "manual", ...init };
  }

  async _receive() {
    try {
      const response = await this._host.fetch(this._receiveUrl, this._request({ signal: this._receiving.signal }));
      const status = statusOf(response);
      this._tell(ANSWERED, status);
      if (status === 200 && (await this._readLines(response))) this._tell(ENDED);
    } catch (cause) {
      this._failed(ANSWERED, cause);
    }
  }

  /** @param {Response} response @returns whether they were read to the end */
  async _readLines(response) {
    let rest = "";
    for await (const text of texts(response)) {
      const lines = text.split("\n");
      lines[0] = rest + lines[0];
      rest = /** @type {string} */ (lines.pop());
      for (const line of lines) this._receivedLine(line);
      if (rest.length > this._host.lineLimit) this._tell(BROKEN);
      if (!this._isOpen) return false;
    }
    this._receivedLine(rest);
    return true;
  }

  /** @param {string} line */
  _receivedLine(line) {
    if (line.length > this._host.lineLimit) this._tell(BROKEN);
    else if (line !== "") this._received(line);
  }

  /** @override @param {string} line */
  _read(line) {
    readFrame(this, line);
  }

  /** @param {string} frame */
  _send(frame) {
    this._outbox._add(frame, 0);
  }

  /** What is sent in one task leaves together, at its end. */
  async _post() {
    await undefined;
    if (!this._isOpen) return;
    const body = this._takeBody();
    this._posting = body.length;
    this._transmit(body).then(
      (response) => {
        this._posting = 0;
        this._tell(POSTED, statusOf(response));
        return shortText(response);
      },
      (cause) => this._failed(POSTED, cause),
    ).catch(() => {});
  }

  /** Beside a POST that is under way; one that is about to begin takes it all. @override */
  async _flush() {
    await undefined;
    if (this._outbox._length > 0) await this._transmit(this._takeBody()).catch(() => {});
  }

  _takeBody() {
    return `[${this._outbox._take().join()}]`;
  }

  /**
   * A POST outlives the page only where that may be near: it takes a browser a third longer.
   *
   * @param {string} body
   */
  async _transmit(body) {
    const bytes = isGoing() || globalThis.document?.hidden ? encode(body).length : Infinity;
    const keepalive = keptAlive + bytes <= KEPT_ALIVE;
    if (keepalive) keptAlive += bytes;
    const long = body.length > LONG;
    const { signal } = this._sending;
    try {
      return await this._host.fetch(
        this._sendUrl,
        this._request({ body: long ? new Blob([body], { type: "text/plain" }) : body, keepalive, signal }),
      );
    } finally {
      if (keepalive) keptAlive -= bytes;
    }
  }

  /** @param {number} what @param {unknown} cause */
  _failed(what, cause) {
    if (!this._isOpen) return;
    // A browser breaks off what is under way before the page's listeners have sent their last; only where it comes
    // back does that matter.
    if (isGoing()) return void setTimeout(() => this._failed(what, cause));
    this._host.failing(cause);
    this._tell(what, 0);
  }

  /** @override */
  _buffered() {
    return this._outbox._length + this._posting;
  }

  /** @override */
  _release() {
    const leave = () => this._receiving.abort();
    // What is sent when the page goes, DISCONNECT among it, is to arrive: many a server ends a session as soon as
    // nothing receives any more.
    if (isGoing()) return void this._flush().then(leave);
    leave();
    this._sending.abort();
  }
}

/**
 * @param {number} client
 * @param {number} session
 * @param {number} channel
 * @param {number} receive
 * @param {number} receiveLength
 * @param {number} send
 * @param {number} sendLength
 */
export function open_xhr(client, session, channel, receive, receiveLength, send, sendLength) {
  const host = hosts.get(client);
  if (host) new HttpSession(host, client, session, channel, read(receive, receiveLength), read(send, sendLength))._receive();
}
