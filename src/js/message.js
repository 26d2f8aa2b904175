// What was received, as the user sees it: every part is made when it is asked for.

import { hosts } from "./clients.js";
import {
  copy, decode, disown, encode, foundNumbers, own, owns, read, reserve, view, wasm, write, writeAscii,
} from "./memory.js";

/** @import { Host } from "./clients.js" */

/** A frame: one whole WebSocket message, or head and body in one array of bytes. */
export class Frame {
  /**
   * @param {string | Uint8Array} source
   * @param {number} head where the head ends; that of a text is ASCII
   * @param {number} start where the body starts
   * @param {number} end where it ends
   */
  constructor(source, head, start, end) {
    this._source = source;
    this._head = head;
    this._start = start;
    this._end = end;
    this._escaping = 0;
    /** @type {Record<string, string> | undefined} */
    this._headers = undefined;
  }

  get command() {
    const [line] = this._slice(0, this._head).split("\n", 1);
    return /** @type {string} */ (line).replace("\r", "");
  }

  get headers() {
    return (this._headers ??= this._readHeaders());
  }

  /** @param {string} name @returns {string | undefined} */
  header(name) {
    if (this._headers) return this._headers[name];
    this._load(3 * name.length);
    const { length } = name;
    const size = writeAscii(name, 0, length, this._head) ? length : write(name, this._head).written;
    return wasm.stompwire_find(this._head, size, this._escaping) ? this._found(4) : undefined;
  }

  get body() {
    return this._slice(this._start, this._end);
  }

  get bytes() {
    const source = this._source;
    return typeof source === "string" ? encode(this.body) : source.subarray(this._start, this._end);
  }

  json() {
    return JSON.parse(this.body);
  }

  _readHeaders() {
    /** @type {Record<string, string>} */
    const headers = Object.create(null);
    this._load(0);
    let next = 0;
    while (wasm.stompwire_next(this._head, next, this._escaping)) {
      const name = this._found(1);
      if (!(name in headers)) headers[name] = this._found(4);
      next = /** @type {number} */ (foundNumbers()[0]);
    }
    return headers;
  }

  /**
   * Brings the head to the scratch memory, where it already is while its message is handled.
   *
   * @param {number} more bytes that are to follow it
   */
  _load(more) {
    if (this._head + more > view().length) {
      reserve(this._head + more);
      disown();
    }
    if (owns(this)) return;
    disown();
    if (typeof this._source === "string") writeAscii(this._source, 0, this._head);
    else view().set(this._source.subarray(0, this._head));
    own(this);
  }

  /** @param {number} at 1 for the name that was found, 4 for the value */
  _found(at) {
    const numbers = foundNumbers();
    const start = /** @type {number} */ (numbers[at]);
    const end = /** @type {number} */ (numbers[at + 1]);
    return numbers[at + 2] ? read(start, end - start) : this._slice(start, end);
  }

  /** @param {number} start @param {number} end */
  _slice(start, end) {
    const source = this._source;
    return typeof source === "string" ? source.slice(start, end) : decode(source.subarray(start, end));
  }
}

/** A MESSAGE, which can be acknowledged as long as its connection lasts. */
export class Message extends Frame {
  /**
   * @param {Host} host
   * @param {number} client
   * @param {number} session
   * @param {string | Uint8Array} source
   * @param {number} head
   * @param {number} start
   * @param {number} end
   */
  constructor(host, client, session, source, head, start, end) {
    super(source, head, start, end);
    this._host = host;
    this._client = client;
    this._session = session;
    this._acknowledged = false;
  }

  /** @param {Record<string, string>} [headers] @returns {Promise<void>} */
  ack(headers) {
    return this._host.acknowledge(this, true, headers);
  }

  /** @param {Record<string, string>} [headers] @returns {Promise<void>} */
  nack(headers) {
    return this._host.acknowledge(this, false, headers);
  }
}

/**
 * @param {number} client
 * @param {number} session
 * @param {number} slot
 * @param {number} escaping
 * @param {number} head
 * @param {number} headLength
 * @param {number} body
 * @param {number} bodyLength
 */
export function deliver(client, session, slot, escaping, head, headLength, body, bodyLength) {
  const source = join(head, headLength, body, bodyLength);
  const host = hosts.get(client);
  if (!host) return;
  const message = new Message(host, client, session, source, headLength, headLength, source.length);
  message._escaping = escaping;
  host.deliver(slot, message);
}

/**
 * @param {number} client
 * @param {number} kind
 * @param {number} escaping
 * @param {number} head
 * @param {number} headLength
 * @param {number} body
 * @param {number} bodyLength
 */
export function frame(client, kind, escaping, head, headLength, body, bodyLength) {
  const source = join(head, headLength, body, bodyLength);
  const frame = new Frame(source, headLength, headLength, source.length);
  frame._escaping = escaping;
  hosts.get(client)?.frame(kind, frame);
}

/**
 * @param {number} head
 * @param {number} headLength
 * @param {number} body
 * @param {number} bodyLength
 */
function join(head, headLength, body, bodyLength) {
  const source = new Uint8Array(headLength + bodyLength);
  source.set(copy(head, headLength));
  source.set(copy(body, bodyLength), headLength);
  return source;
}
