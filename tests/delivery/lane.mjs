import { Consumer } from "../brokers/consumer.mjs";
import { MESSAGES, runTrial } from "./trial.mjs";

/**
 * A durable queue, through which one trial goes after the other. Every message has a number of its own, so that one
 * which the server reads late cannot pass for another.
 */
export class Lane {
  #world;
  #queue;
  #consumer;
  #first = FIRST;
  /** Whose messages may still be on their way, from a connection that is lost. */
  #last = null;

  /**
   * @param {{ native: import("../native/native.mjs").Native, rabbitmq: object }} world
   * @param {string} queue its destination
   */
  static async open(world, queue) {
    const lane = new Lane();
    lane.#world = world;
    lane.#queue = queue;
    lane.#consumer = await Consumer.open(world.rabbitmq, queue);
    return lane;
  }

  /**
   * Adds to the tally what a trial shows.
   *
   * @param {import("./trial.mjs").Trial} trial
   * @param {import("./tally.mjs").Tally} tally
   */
  async run(trial, tally) {
    const first = this.#first;
    this.#first += MESSAGES;
    const outcome = await runTrial(this.#world, this.#queue, first, trial);
    await this.#consumer.drain();
    tally.addOutcome(trial, outcome, (number) => this.#consumer.arrived.has(`${number}`));
    this.#countCopies(tally);
    this.#last = { trial, first };
    return outcome;
  }

  async close(tally) {
    await this.#consumer.drain();
    this.#countCopies(tally);
    this.#consumer.close();
  }

  /** Late, so that a copy has had the time of another trial to come. */
  #countCopies(tally) {
    if (!this.#last) return;
    const { trial, first } = this.#last;
    for (let number = first; number < first + MESSAGES; number += 1) {
      tally.addCopies(trial, number, this.#consumer.arrived.get(`${number}`) ?? []);
      this.#consumer.arrived.delete(`${number}`);
    }
  }
}

/** All numbers of a lane have as many digits. */
const FIRST = 10_000_000;
