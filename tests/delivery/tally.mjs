/** What trials have shown: figures, and what must not be. */
export class Tally {
  trials = 0;
  confirmed = 0;
  rejected = 0;
  /** Messages that came more than once. */
  repeated = 0;
  /** A sentence for each time that a promise was broken. @type {string[]} */
  broken = [];

  /**
   * @param {import("./trial.mjs").Trial} trial
   * @param {import("./trial.mjs").Outcome} outcome
   * @param {(number: number) => boolean} hasArrived
   */
  addOutcome({ name, delivery }, { confirmed, failures, pending }, hasArrived) {
    this.trials += 1;
    this.confirmed += confirmed.length;
    this.rejected += failures.length;
    if (pending > 0) this.broken.push(`${name}: ${pending} promises hang`);
    const lost = confirmed.filter((number) => !hasArrived(number));
    if (lost.length > 0) this.broken.push(`${name}: ${lost.length} confirmed and lost, from ${lost[0]} on`);
    // No trial has more bad connections than a message may be sent on.
    const isDue = (failure) => delivery === "receipt" && failure.startsWith("Unconfirmed(");
    const undue = new Set(failures.filter((failure) => !isDue(failure)));
    if (undue.size > 0) this.broken.push(`${name}: rejected with ${[...undue].join(", ")}`);
  }

  /**
   * @param {import("./trial.mjs").Trial} trial
   * @param {number} number of a message
   * @param {(string | null)[]} counts the `redelivery-count` of each copy
   */
  addCopies({ name, delivery }, number, counts) {
    if (counts.length < 2) return;
    this.repeated += 1;
    if (delivery === "receipt") this.broken.push(`${name}: ${number} came ${counts.length} times`);
    if (new Set(counts).size < counts.length) this.broken.push(`${name}: copies of ${number} say they are ${counts}`);
  }

  toString() {
    const { trials, confirmed, rejected, repeated, broken } = this;
    const messages = `${confirmed} messages confirmed, ${rejected} rejected, ${repeated} repeated`;
    return `${trials} trials: ${messages}, ${broken.length} promises broken`;
  }
}
