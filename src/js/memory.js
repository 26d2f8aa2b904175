// Strings, and the module's memory. The only file that knows addresses.

/**
 * The exports of the WebAssembly module; `undefined` before it is loaded and after it has crashed.
 * @type {any}
 */
export let wasm;

/** @type {WebAssembly.Memory} */
let memory;
/** What the core has in its scratch memory for us to write: see `stompwire_reserve`. */
let address = 0;
let room = 0;
/** @type {Uint8Array<ArrayBuffer>} */
let scratch;
/** @type {Uint32Array<ArrayBuffer>} */
let found;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Large enough for every usual head, and for few calls where a message has to be fed in pieces. */
const ROOM = 16_384;
/** A text of this length fits, whatever its characters are. */
export const PIECE = ROOM / 4;

/**
 * Whose head is in the scratch memory.
 * @type {object | null}
 */
let owner = null;

/** @param {any} exports @param {any} memoryOfModule */
export function bind(exports, memoryOfModule) {
  wasm = exports;
  memory = memoryOfModule;
  disown();
  reserve(ROOM);
}

export function unbind() {
  wasm = undefined;
}

/** The scratch memory. It moves when the memory grows, so it is asked for at every use. */
export function view() {
  if (scratch.buffer !== memory.buffer) map();
  return scratch;
}

/** The seven numbers that `stompwire_find` and `stompwire_next` leave. */
export function foundNumbers() {
  if (found.buffer !== memory.buffer) map();
  return found;
}

/** @param {number} size */
export function reserve(size) {
  room = Math.max(room, size);
  address = wasm.stompwire_reserve(room);
  map();
}

function map() {
  scratch = new Uint8Array(/** @type {ArrayBuffer} */ (memory.buffer), address, room);
  found = new Uint32Array(/** @type {ArrayBuffer} */ (memory.buffer), wasm.stompwire_found(), 7);
}

/** The head of `frame` is in the scratch memory. @param {object} frame */
export function own(frame) {
  owner = frame;
}

/** @param {object} frame */
export function owns(frame) {
  return owner === frame;
}

/** Something else is about to be written there. */
export function disown() {
  owner = null;
  headLength = 0;
  shared = "";
}

/** How much of the scratch memory is the last head that a text brought. */
let headLength = 0;
/** What it begins with, as far as it is what the one before began with. */
let shared = "";

/**
 * Writes a head, the first `length` characters of a text, to the scratch memory. Heads of one
 * destination differ in their ends: what they share is there already, and comparing it costs a
 * fifth of copying it.
 *
 * @param {string} text
 * @param {number} length
 * @returns whether it is ASCII
 */
export function writeHead(text, length) {
  let same = shared.length;
  const known = same > 0 && same <= length && text.slice(0, same) === shared;
  if (!known) same = commonLength(text, Math.min(length, headLength));
  headLength = length;
  if (!writeAscii(text, same, length)) {
    disown();
    return false;
  }
  // Read back, because a slice would keep the whole text alive.
  if (!known) shared = same > 0 ? read(address, same) : "";
  return true;
}

/** @param {string} text @param {number} most */
function commonLength(text, most) {
  const head = view();
  let length = 0;
  while (length < most && text.charCodeAt(length) === head[length]) length++;
  return length;
}

/**
 * Writes characters to the scratch memory. For a hundred of them this loop is faster than `encodeInto`.
 *
 * @param {string} text
 * @param {number} from
 * @param {number} to
 * @param {number} [at] where, if not where they stand in the text
 * @returns whether all of them are ASCII
 */
export function writeAscii(text, from, to, at = from) {
  const target = view();
  for (; from < to; from++) {
    const unit = text.charCodeAt(from);
    if (unit > 127) return false;
    target[at++] = unit;
  }
  return true;
}

/**
 * Writes as much of `text` as there is room for.
 *
 * @param {string} text
 * @param {number} [at]
 */
export function write(text, at = 0) {
  return encoder.encodeInto(text, view().subarray(at));
}

/**
 * The string at an address.
 *
 * @param {number} at
 * @param {number} length
 */
export function read(at, length) {
  return decoder.decode(new Uint8Array(memory.buffer, at, length));
}

/**
 * A copy of the bytes at an address.
 *
 * @param {number} at
 * @param {number} length
 */
export function copy(at, length) {
  return new Uint8Array(memory.buffer.slice(at, at + length));
}

/** @param {Uint8Array} bytes */
export function decode(bytes) {
  return decoder.decode(bytes);
}

/** @param {string} text */
export function encode(text) {
  return encoder.encode(text);
}

/** @param {Uint8Array} head @param {Uint8Array} body */
export function frameOfBytes(head, body) {
  const frame = new Uint8Array(head.length + body.length + 1);
  frame.set(head);
  frame.set(body, head.length);
  return frame;
}

/**
 * Gives strings to the next call of an export.
 *
 * @param {Iterable<string>} texts
 */
export function give(texts) {
  disown();
  for (const text of texts) {
    for (const piece of pieces(text, PIECE)) wasm.stompwire_argument(write(piece).written, false);
    wasm.stompwire_argument(0, true);
  }
}

/**
 * Cuts a frame, never between the halves of a character.
 *
 * @template {string | Uint8Array} T
 * @param {T} frame
 * @param {number} limit
 * @returns {Generator<T>}
 */
export function* pieces(frame, limit) {
  for (let at = 0; at < frame.length; ) {
    let end = at + limit;
    if (typeof frame === "string" && end < frame.length && (frame.charCodeAt(end - 1) & 0xfc00) === 0xd800) end--;
    yield /** @type {T} */ (frame.slice(at, end));
    at = end;
  }
}

let answered = "";

/** @param {number} at @param {number} length */
export function answer(at, length) {
  answered = read(at, length);
}

/** What the last call answered. */
export function lastAnswer() {
  return answered;
}

// Texts that the core names by number. It releases each of them once.

/** @type {any[]} */
const held = [];
/** @type {number[]} */
const free = [];

/** @param {unknown} text */
export function hold(text) {
  const number = free.pop() ?? held.length;
  held[number] = text;
  return number;
}

/** Holds the same text once more. @param {number} number */
export function share(number) {
  return hold(held[number]);
}

/** @param {number} number */
export function heldText(number) {
  return held[number];
}

/** @param {number} number */
export function release(number) {
  held[number] = undefined;
  free.push(number);
}
