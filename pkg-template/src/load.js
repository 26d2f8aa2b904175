// Loads the WebAssembly once for all clients of a page, and again after it has crashed.

import { imports } from "stompwire:glue";
import { bind, wasm } from "../../src/js/memory.js";
import { StompError } from "./errors.js";

/** @typedef {BufferSource | WebAssembly.Module | Response} Loaded */
/** @typedef {Loaded | URL | string | Promise<Loaded>} Source */

/** @type {() => Source | Promise<BufferSource>} */
let source = () => {
  throw new StompError("wasm-failed", "stompwire/slim holds no WebAssembly: call preload(source) before connect()");
};

/** @type {Promise<void> | undefined} */
let loading;

/** @param {string} base64 the gzipped module */
export function inline(base64) {
  source = () => inflate(base64);
}

export function isLoaded() {
  return wasm !== undefined;
}

/** @param {Source} [given] */
export function preload(given) {
  if (given !== undefined) {
    /** @type {WebAssembly.Module | undefined} */
    let compiled;
    // A response can be read once; what was made of it serves again after a crash.
    source = async () => (compiled ??= await compile(given));
  }
  return load();
}

/** @returns {Promise<void>} */
export function load() {
  if (isLoaded()) return Promise.resolve();
  return (loading ??= instantiate().finally(() => (loading = undefined)));
}

async function instantiate() {
  try {
    const instance = await WebAssembly.instantiate(await compile(source()), imports());
    bind(instance.exports, instance.exports.memory);
  } catch (cause) {
    throw cause instanceof StompError ? cause : explain(cause);
  }
}

/** @param {Source | Promise<BufferSource>} given @returns {Promise<WebAssembly.Module>} */
async function compile(given) {
  const found = await given;
  if (found instanceof WebAssembly.Module) return found;
  if (typeof found === "string" || found instanceof URL) return compile(await fetch(found));
  if (typeof Response === "function" && found instanceof Response) {
    if (!found.ok) throw new StompError("wasm-failed", `loading the WebAssembly answered with HTTP status ${found.status}`);
    return WebAssembly.compile(await found.arrayBuffer());
  }
  return WebAssembly.compile(/** @type {BufferSource} */ (found));
}

/**
 * A writer and a reader rather than `Blob` and `Response`, which some test environments lack.
 *
 * @param {string} base64
 */
async function inflate(base64) {
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter();
  // What goes wrong with these shows at the reader.
  writer.write(toBytes(base64)).catch(() => {});
  writer.close().catch(() => {});
  const reader = stream.readable.getReader();
  const parts = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    length += next.value.length;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/**
 * A loop where the browser has nothing better, because `Uint8Array.from` takes longer than the rest of loading.
 *
 * @param {string} base64
 * @returns {Uint8Array<ArrayBuffer>}
 */
function toBytes(base64) {
  const { fromBase64 } = /** @type {any} */ (Uint8Array);
  if (fromBase64) return fromBase64.call(Uint8Array, base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** @param {unknown} cause */
function explain(cause) {
  const text = String(cause);
  return /content security policy|unsafe-eval|\bCSP\b/i.test(text)
    ? new StompError("wasm-blocked", "the page's Content-Security-Policy forbids WebAssembly: add 'wasm-unsafe-eval' to script-src", { cause })
    : new StompError("wasm-failed", `the WebAssembly could not be loaded: ${text}`, { cause });
}
