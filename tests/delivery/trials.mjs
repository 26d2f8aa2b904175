import { startRabbitmq } from "../brokers/rabbitmq.mjs";
import { Native } from "../native/native.mjs";
import { Lane } from "./lane.mjs";
import { Tally } from "./tally.mjs";

/**
 * Makes trials with one RabbitMQ, many at a time.
 *
 * @param {(run: Lane["run"]) => Promise<import("./trial.mjs").Trial[]>} plan which ones; it may run some to find out
 * @param {(tally: Tally, of: number) => void} [onTrial] is told after each, and how many there will be
 */
export async function runTrials(plan, onTrial = () => {}) {
  const world = { rabbitmq: await startRabbitmq(), native: new Native() };
  const tally = new Tally();
  try {
    const open = (_, number) => Lane.open(world, `/queue/${number}`);
    const lanes = await Promise.all(Array.from({ length: LANES }, open));
    const trials = await plan((trial) => lanes[0].run(trial, tally));
    const total = tally.trials + trials.length;
    const work = async (lane) => {
      for (let trial; (trial = trials.pop()); onTrial(tally, total)) await lane.run(trial, tally);
      await lane.close(tally);
    };
    await Promise.all(lanes.map(work));
    return tally;
  } finally {
    await world.native.stop();
    await world.rabbitmq.stop();
  }
}

/** As many as keep two cores busy. */
const LANES = 8;
