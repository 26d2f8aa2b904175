import { Dice } from "../proxies/dice.mjs";

/**
 * Trials whose first connection is cut, each elsewhere: both ways, with `receipt` and with `retry`.
 *
 * @param {{ sample?: number, seed: number }} options at how many bytes each way, by default at every one; and at which
 * @returns a plan for `runTrials`
 */
export function cuts({ sample = Infinity, seed }) {
  const dice = new Dice(seed);
  return async (run) => {
    const trials = [];
    for (const delivery of ["receipt", "retry"]) {
      const whole = await run(cut(delivery, "up", Infinity));
      for (const [direction, length] of Object.entries(whole.passed[0])) {
        const bytes = length < sample ? everyByte(length) : someBytes(length, sample, dice);
        trials.push(...bytes.map((byte) => cut(delivery, direction, byte)));
      }
    }
    return dice.shuffled(trials);
  };
}

/** @returns {import("./trial.mjs").Trial} */
function cut(delivery, direction, byte) {
  const fault = { direction, at: { byte }, harm: "cut" };
  return {
    name: `${delivery}, cut ${direction} after byte ${byte}`,
    delivery,
    faults: (connection) => (connection === 0 ? [fault] : []),
    // How many bytes there are must not depend on time.
    options: { heartbeat: { outgoingMs: 0, incomingMs: 0 } },
  };
}

/** Before the first one, between all, and after the last one. */
const everyByte = (length) => Array.from({ length: length + 1 }, (_, byte) => byte);

/** As many in each part of the whole as in any other. */
function someBytes(length, sample, dice) {
  const part = length / sample;
  return Array.from({ length: sample }, (_, index) => Math.floor(index * part) + dice.below(Math.ceil(part)));
}
