// One subscription, which outlives connections.

import { StompError } from "./errors.js";
/** @import { Message } from "../../src/js/message.js" */

/** What an iterator keeps for a reader that is slower than the server. */
const BACKLOG = 10_000;

export class Subscription {
  /**
   * @param {object} parts
   * @param {string} parts.id
   * @param {string} parts.destination
   * @param {number} parts.ack 0 auto, 1 client, 2 client-individual
   * @param {Record<string, string>} parts.headers
   * @param {((message: Message) => void) | undefined} parts.handler
   * @param {(subscription: Subscription, headers?: Record<string, string>) => Promise<void>} parts.end
   */
  constructor({ id, destination, ack, headers, handler, end }) {
    this.id = id;
    this.destination = destination;
    this._ack = ack;
    this._headers = headers;
    this._handler = handler;
    this._end = end;
    /** The core's name for it; -1 while the core does not know it. */
    this._slot = -1;
    this.ready = new Promise((resolve, reject) => {
      this._resolve = resolve;
      this._reject = reject;
    });
    // Nobody has to look at it.
    this.ready.catch(() => {});
    /** @type {Backlog | undefined} */
    this._backlog = handler ? undefined : new Backlog();
  }

  /** @param {Record<string, string>} [headers] */
  unsubscribe(headers) {
    return this._end(this, headers);
  }

  /** @param {Message} message */
  _deliver(message) {
    this._backlog?._push(message);
    this._handler?.(message);
  }

  /** @param {Error} [error] what has ended it, if not `unsubscribe` */
  _finish(error) {
    (this._backlog ??= new Backlog())._finish(error);
  }

  /** @returns {AsyncIterator<Message, void, void>} */
  [Symbol.asyncIterator]() {
    const backlog = (this._backlog ??= new Backlog());
    return {
      next: () => backlog._next(),
      return: async () => {
        if (this._handler) this._backlog = undefined;
        else await this.unsubscribe();
        return { done: true, value: undefined };
      },
    };
  }

  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.unsubscribe();
  }
}

/** Messages on their way to an iterator. */
class Backlog {
  constructor() {
    /** @type {Message[]} */
    this._messages = [];
    /** @type {((result: IteratorResult<Message, void> | Promise<IteratorResult<Message, void>>) => void)[]} */
    this._readers = [];
    this._done = false;
    /** What follows those messages, once. @type {Error | undefined} */
    this._error = undefined;
  }

  /** @param {Message} message */
  _push(message) {
    if (this._done) return;
    const reader = this._readers.shift();
    if (reader) reader({ done: false, value: message });
    else if (this._messages.length < BACKLOG) this._messages.push(message);
    else this._finish(new StompError("backlog", `the iterator fell more than ${BACKLOG} messages behind, and later ones were dropped: read faster, or use a handler`));
  }

  /** @param {Error} [error] */
  _finish(error) {
    this._done = true;
    this._error ??= error;
    for (const reader of this._readers.splice(0)) reader(this._next());
  }

  /** @returns {Promise<IteratorResult<Message, void>>} */
  async _next() {
    const message = this._messages.shift();
    if (message) return { done: false, value: message };
    const error = this._error;
    this._error = undefined;
    if (error) throw error;
    if (this._done) return { done: true, value: undefined };
    return new Promise((resolve) => this._readers.push(resolve));
  }
}
