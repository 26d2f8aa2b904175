// What a user may send, as text or bytes.

import { StompError } from "./errors.js";

/**
 * @param {unknown} body
 * @returns {{ data: string | Uint8Array, contentType: string | undefined }}
 */
export function toPayload(body) {
  if (typeof body === "string") return { data: body, contentType: undefined };
  if (body instanceof ArrayBuffer) return { data: new Uint8Array(body), contentType: BYTES };
  if (ArrayBuffer.isView(body)) {
    return { data: new Uint8Array(body.buffer, body.byteOffset, body.byteLength), contentType: BYTES };
  }
  check(body, "the body", []);
  return { data: JSON.stringify(body), contentType: "application/json" };
}

const BYTES = "application/octet-stream";

/**
 * Refuses what `JSON.stringify` would leave out or change without a word.
 *
 * @param {unknown} value
 * @param {string} path
 * @param {object[]} above
 */
function check(value, path, above) {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) refuse(path, String(value));
  } else if (typeof value !== "object") {
    refuse(path, typeof value);
  } else if (above.includes(value)) {
    refuse(path, "a reference to what it is part of");
  } else if (typeof /** @type {any} */ (value).toJSON === "function") {
    check(/** @type {any} */ (value).toJSON(), path, [...above, value]);
  } else if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) check(value[at], `${path}[${at}]`, [...above, value]);
  } else {
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) refuse(path, value.constructor?.name ?? "an object with a prototype");
    for (const [key, part] of Object.entries(value)) check(part, `${path}.${key}`, [...above, value]);
  }
}

/**
 * @param {string} path
 * @param {string} what
 * @returns {never}
 */
function refuse(path, what) {
  throw new StompError("invalid-body", `${path} is ${what}: a body is a string, bytes (ArrayBuffer or a view of one), or what JSON represents completely`);
}
