// Messages on their way to a SockJS server: JSON strings, batched into arrays.

import { pieces } from "./memory.js";

/**
 * How far messages are joined where nothing else bounds them. A longer one travels alone, so that no server gets a
 * longer WebSocket message for the joining than it would have got without.
 */
const BATCH = 16_000;

export class Outbox {
  /** What is to stand between brackets. @type {string[]} */
  _batches = [];
  /** Of all that waits, in UTF-16 units. */
  _length = 0;

  /**
   * @param {string} message
   * @param {number} limit of an array, in UTF-16 units: a message whose JSON is longer is cut; 0 for any length
   */
  _add(message, limit) {
    for (const json of strings(message, limit)) {
      const last = this._batches.at(-1);
      if (last !== undefined && last.length + json.length + 3 <= (limit || BATCH)) {
        this._batches[this._batches.length - 1] = `${last},${json}`;
      } else {
        this._batches.push(json);
      }
      this._length += json.length;
    }
  }

  _take() {
    this._length = 0;
    return this._batches.splice(0);
  }
}

/**
 * The message as JSON strings, cut in halves until each fits between brackets. A cut is never within a character:
 * `JSON.stringify` would escape its halves.
 *
 * @param {string} message
 * @param {number} limit
 * @returns {Generator<string>}
 */
function* strings(message, limit) {
  const json = JSON.stringify(message);
  if (limit === 0 || json.length + 2 <= limit) yield json;
  else for (const half of pieces(message, Math.ceil(message.length / 2))) yield* strings(half, limit);
}
