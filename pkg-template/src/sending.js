// Promises for what was sent. One that fails while nobody looks is told to the client, once,
// instead of becoming an unhandled rejection.

import { StompError } from "./errors.js";

/** @extends {Promise<void>} */
class Sending extends Promise {
  _watched = false;

  /**
   * @param {any} [kept]
   * @param {any} [broken]
   * @returns {any}
   */
  then(kept, broken) {
    this._watched = true;
    return super.then(kept, broken);
  }

  // What `then` gives is an ordinary promise, with the ordinary rules.
  static get [Symbol.species]() {
    return Promise;
  }
}

/** What most sends return: it is kept before anyone can ask. */
export const SENT = Promise.resolve();

/**
 * @param {Promise<void>} promise
 * @param {(cause: any) => void} report
 * @returns {Promise<void>}
 */
export function sending(promise, report) {
  const made = new Sending((resolve, reject) => promise.then(resolve, reject));
  // Handled for the runtime's eyes, whoever else looks at it.
  Promise.prototype.then.call(made, undefined, () => {});
  // `await` looks at it a moment later, so the question is asked after that.
  promise.catch((cause) => setTimeout(() => {
    if (!made._watched) report(cause);
  }));
  return made;
}

/** @param {AbortSignal} signal */
export function aborted(signal) {
  return new StompError("aborted", "the signal was aborted", { cause: signal.reason });
}

/**
 * @param {Promise<void>} promise
 * @param {AbortSignal} signal
 * @param {() => void} cancel
 * @returns {Promise<void>}
 */
export function orAborted(promise, signal, cancel) {
  return new Promise((resolve, reject) => {
    const abort = () => {
      cancel();
      reject(aborted(signal));
    };
    signal.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
