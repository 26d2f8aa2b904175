// The transports that a page may choose, and how the core is told.

export const TRANSPORTS = /** @type {const} */ (["websocket", "xhr-streaming", "xhr-polling"]);

/**
 * A list of them as `stompwire_create` takes it: two bits each, the first one lowest; 0 ends.
 *
 * @param {readonly (typeof TRANSPORTS)[number][]} list
 * @returns {number}
 */
export function toDigits(list) {
  return list.reduceRight((digits, one) => 4 * digits + TRANSPORTS.indexOf(one) + 1, 0);
}
