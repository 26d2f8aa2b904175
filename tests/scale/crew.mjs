/**
 * Clients that listen to `/topic/news` and send numbered messages, wherever they run.
 *
 * @typedef {object} Crew
 * @property {(destination: string, count: number) => Promise<void>} send each member sends so many, to be repeated
 *   until they are confirmed
 * @property {() => Promise<Report[]>} reports what became of each member so far
 *
 * @typedef {object} Report
 * @property {boolean} connected
 * @property {string[]} heard
 * @property {string[]} sent
 * @property {string[]} confirmed
 * @property {string[]} rejected with the reason
 */

/** Several crews as one. @implements {Crew} */
export class Fleet {
  #crews;

  /** @param {...Crew} crews */
  constructor(...crews) {
    this.#crews = crews;
  }

  async send(destination, count) {
    await Promise.all(this.#crews.map((crew) => crew.send(destination, count)));
  }

  async reports() {
    return (await Promise.all(this.#crews.map((crew) => crew.reports()))).flat();
  }

  /** Whether it is true of every member. @param {(report: Report) => boolean} condition */
  async every(condition) {
    return (await this.reports()).every(condition);
  }
}
