// URL and headers of one attempt, which the user may give by functions.

import { checkHeaders, readUrl } from "./options.js";

/**
 * What a relative URL is relative to, where there is anything: a page, or a worker's script.
 *
 * @returns {string | undefined}
 */
const base = () => globalThis.document?.baseURI ?? globalThis.location?.href;

/**
 * Calls `done` at once where nothing has to be awaited, so that `connect()` opens the socket before it returns.
 *
 * @param {unknown} url or a function
 * @param {boolean} sockjs
 * @param {Record<string, string> | ((attempt: { signal: AbortSignal }) => unknown)} connectHeaders
 * @param {AbortSignal} signal for the functions; nothing is done once it is aborted
 * @param {(url: string, headers: Record<string, string>) => void} done
 * @param {(cause: unknown) => void} failed
 */
export function prepare(url, sockjs, connectHeaders, signal, done, failed) {
  /** @param {unknown[]} answers */
  const check = ([address, headers]) => {
    if (signal.aborted) return;
    try {
      done(readUrl(address, sockjs, base()), checkHeaders(headers, "connectHeaders"));
    } catch (cause) {
      fail(cause);
    }
  };
  /** @param {unknown} cause */
  const fail = (cause) => {
    if (!signal.aborted) failed(cause);
  };
  try {
    const answers = [url, connectHeaders].map((one) => (typeof one === "function" ? one({ signal }) : one));
    if (answers.some(isThenable)) Promise.all(answers).then(check, fail);
    else check(answers);
  } catch (cause) {
    fail(cause);
  }
}

/** @param {any} value */
function isThenable(value) {
  return typeof value?.then === "function";
}
