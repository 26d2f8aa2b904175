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
 * @param {Record<string, string> | (() => unknown)} connectHeaders
 * @param {(url: string, headers: Record<string, string>) => void} done
 * @param {(cause: unknown) => void} failed
 */
export function prepare(url, sockjs, connectHeaders, done, failed) {
  /** @param {unknown[]} answers */
  const check = ([address, headers]) => {
    try {
      done(readUrl(address, sockjs, base()), checkHeaders(headers, "connectHeaders"));
    } catch (cause) {
      failed(cause);
    }
  };
  try {
    const answers = [url, connectHeaders].map((one) => (typeof one === "function" ? one() : one));
    if (answers.some(isThenable)) Promise.all(answers).then(check, failed);
    else check(answers);
  } catch (cause) {
    failed(cause);
  }
}

/** @param {any} value */
function isThenable(value) {
  return typeof value?.then === "function";
}
