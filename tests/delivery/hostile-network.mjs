import { seededFaults } from "../proxies/seeded-faults.mjs";

/**
 * Trials with `retry` in which one connection after the other meets a fault of any kind, until one is left in peace.
 *
 * @param {{ trials: number, seed: number }} options
 * @returns a plan for `runTrials`
 */
export function hostileNetwork({ trials, seed }) {
  const numbers = Array.from({ length: trials }, (_, number) => seed + number);
  return async () => numbers.map(trial);
}

/** @returns {import("./trial.mjs").Trial} */
function trial(seed) {
  const faults = seededFaults({ seed, bytes: 100_000, delayMs: 1_000 });
  return {
    name: `network ${seed}`,
    delivery: "retry",
    faults: (connection) => (connection < FAULTY ? faults(connection).filter(isOfNetwork) : []),
    options: { heartbeat: { outgoingMs: BEAT_MS, incomingMs: BEAT_MS }, connectTimeoutMs: 4 * BEAT_MS },
  };
}

/** What is doubled on its way up is two messages to the server, and no promise is made about that. */
const isOfNetwork = ({ harm, direction }) => harm !== "duplicate" || direction === "down";

/** One less than a message may be sent. */
const FAULTY = 4;
const BEAT_MS = 500;
