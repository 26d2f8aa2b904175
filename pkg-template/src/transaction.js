// A transaction (STOMP 1.2, BEGIN).

/** @import { SendOptions } from "../index.js" */
/** @import { Message } from "../../src/js/message.js" */

export class Transaction {
  /**
   * @param {string} id
   * @param {(act: () => Promise<void>) => Promise<void>} within does it while the transaction lasts
   * @param {(destination: string, body: any, options: SendOptions) => Promise<void>} send
   * @param {(commit: boolean, headers?: Record<string, string>) => Promise<void>} end
   */
  constructor(id, within, send, end) {
    this.id = id;
    this._within = within;
    this._send = send;
    this._end = end;
  }

  /** @param {string} destination @param {any} [body] @param {SendOptions} [options] */
  send(destination, body = "", options) {
    return this._within(() => this._send(destination, body, { ...options, transaction: this.id }));
  }

  /** @param {Message} message @param {Record<string, string>} [headers] */
  ack(message, headers) {
    return this._within(() => message.ack({ transaction: this.id, ...headers }));
  }

  /** @param {Message} message @param {Record<string, string>} [headers] */
  nack(message, headers) {
    return this._within(() => message.nack({ transaction: this.id, ...headers }));
  }

  /** @param {Record<string, string>} [headers] */
  commit(headers) {
    return this._within(() => this._end(true, headers));
  }

  /** @param {Record<string, string>} [headers] */
  abort(headers) {
    return this._within(() => this._end(false, headers));
  }
}
