import { Dice } from "./dice.mjs";

/**
 * What a seed makes of a network, for `startFaultProxy`: each connection has one fault, somewhere in its first bytes.
 *
 * @param {object} options
 * @param {number} options.seed
 * @param {import("./fault-proxy.mjs").Harm[]} [options.harms] default: all
 * @param {number} [options.bytes] how many bytes come before it, at most; default 10,000
 * @param {number} [options.delayMs] the longest delay; default 1,000
 * @returns {(connection: number) => import("./fault-proxy.mjs").Fault[]}
 */
export function seededFaults({ seed, harms = HARMS, bytes = 10_000, delayMs = 1_000 }) {
  return (connection) => {
    // Connections may be asked for in any order, so each has dice of its own.
    const dice = new Dice(`${seed}/${connection}`);
    const harm = dice.pick(harms);
    const byte = dice.below(bytes);
    const at = harm === "duplicate" ? { message: Math.floor(byte / MESSAGE_BYTES) } : { byte };
    return [{ direction: dice.pick(["up", "down"]), at, harm, ms: dice.below(delayMs) }];
  };
}

const HARMS = ["cut", "reset", "swallow", "stall", "delay", "trickle", "duplicate"];
/** What a STOMP frame of a short message is about. */
const MESSAGE_BYTES = 60;
