import { Native } from "../native/native.mjs";

/**
 * Clients without a browser, all in one process.
 *
 * @implements {import("./crew.mjs").Crew}
 */
export class NativeCrew {
  #native = new Native();
  #members = [];

  /** @param {string} url a WebSocket's */
  static async start(url, size) {
    const crew = new NativeCrew();
    for (let number = 0; number < size; number += 1) {
      crew.#members.push(new Member(`native-${number}`, crew.#native, url));
    }
    await Promise.all(crew.#members.map((member) => member.start()));
    return crew;
  }

  async send(destination, count) {
    for (const member of this.#members) member.send(destination, count);
  }

  async reports() {
    return this.#members.map((member) => member.report());
  }

  stop() {
    return this.#native.stop();
  }
}

class Member {
  #name;
  #client;
  #heard = [];
  #sent = [];
  #confirmed = [];
  #rejected = [];

  constructor(name, native, url) {
    this.#name = name;
    this.#client = native.create({ url });
    this.#client.on("message", ({ body }) => this.#heard.push(body));
  }

  async start() {
    const failures = await Promise.all([this.#client.connect(), this.#client.subscribe("/topic/news")]);
    if (failures.some(Boolean)) throw new Error(`${this.#name}: ${failures}`);
  }

  send(destination, count) {
    for (let each = 0; each < count; each += 1) {
      const body = `${this.#name} ${this.#sent.length}`;
      this.#sent.push(body);
      this.#client.send(destination, body, { delivery: "retry" }).then((failure) => {
        if (failure) this.#rejected.push(`${body}: ${failure}`);
        else this.#confirmed.push(body);
      });
    }
  }

  /** @returns {import("./crew.mjs").Report} */
  report() {
    return {
      connected: this.#client.isConnected,
      heard: this.#heard,
      sent: this.#sent,
      confirmed: this.#confirmed,
      rejected: this.#rejected,
    };
  }
}
