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

/**
 * Whose head is in the scratch memory.
 * @type {object | null}
 */
let owner = null;

/** @param {any} exports @param {any} memoryOfModule */
export function bind(exports, memoryOfModule) {
  wasm = exports;
  memory = memoryOfModule;
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

/** @param {object | null} frame */
export function own(frame) {
  owner = frame;
}

/** @param {object} frame */
export function owns(frame) {
  return owner === frame;
}

/**
 * Writes the first `length` characters to the scratch memory. For the ~160 of a usual head this
 * loop is faster than `encodeInto`.
 *
 * @param {string} text
 * @param {number} length
 * @returns whether all of them are ASCII
 */
export function writeAscii(text, length) {
  const target = view();
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 127) return false;
    target[at] = unit;
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

/**
 * Gives strings to the next call of an export.
 *
 * @param {Iterable<string>} texts
 */
export function give(texts) {
  own(null);
  for (const text of texts) {
    let rest = text;
    do {
      const { read, written } = write(rest);
      rest = rest.slice(read);
      wasm.stompwire_argument(written, rest === "");
    } while (rest !== "");
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

/** @param {number} number */
export function heldText(number) {
  return held[number];
}

/** @param {number} number */
export function release(number) {
  held[number] = undefined;
  free.push(number);
}
