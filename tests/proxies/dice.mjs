import { createHash } from "node:crypto";

/** Chance that can be had again: the same seed throws the same numbers. */
export class Dice {
  #seed;
  #throws = 0;

  /** @param {string | number} seed */
  constructor(seed) {
    this.#seed = seed;
  }

  /** A whole number from 0 to one below `end`. */
  below(end) {
    const digest = createHash("sha256").update(`${this.#seed} ${this.#throws++}`).digest();
    return digest.readUIntBE(0, 6) % end;
  }

  /** One of these. */
  pick(choices) {
    return choices[this.below(choices.length)];
  }

  /** The same in another order. */
  shuffled(list) {
    const thrown = list.map((each) => [this.below(2 ** 40), each]);
    return thrown.sort(([one], [other]) => one - other).map(([, each]) => each);
  }
}
