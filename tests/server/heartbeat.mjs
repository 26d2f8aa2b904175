import { FrameError } from "./frame.mjs";

/** STOMP 1.2, Heart-beating leaves the error margin open: a peer this many intervals late is gone. */
const TOLERANCE = 2;

/**
 * @param {string | undefined} header the client's `heart-beat`
 * @param {[sendMs: number, expectMs: number]} own what this server offers
 * @returns {{ sendMs: number, expectMs: number }} 0 for none
 */
export function negotiate(header, [canSend, wants]) {
  const match = /^(\d+),(\d+)$/.exec(header ?? "0,0");
  if (!match) throw new FrameError(`heart-beat must be two numbers: ${header}`);
  const [clientSends, clientWants] = [Number(match[1]), Number(match[2])];
  return { sendMs: slower(canSend, clientWants), expectMs: slower(wants, clientSends) };
}

/** Beats for one connection, and notices when the client's stop. */
export class HeartBeats {
  #sending;
  #watching;

  /** @param {{ sendMs: number, expectMs: number, send: () => void, onSilence: () => void }} options */
  constructor({ sendMs, expectMs, send, onSilence }) {
    if (sendMs > 0) this.#sending = setInterval(send, sendMs);
    if (expectMs > 0) this.#watching = setTimeout(onSilence, expectMs * TOLERANCE);
  }

  /** Anything arrived. */
  heard() {
    this.#watching?.refresh();
  }

  stop() {
    clearInterval(this.#sending);
    clearTimeout(this.#watching);
    this.#watching = undefined;
  }
}

function slower(one, other) {
  return one > 0 && other > 0 ? Math.max(one, other) : 0;
}
