import { once } from "node:events";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";

import { Boundaries } from "./boundaries.mjs";

/** One way through a connection, and the harm that is done on it. */
export class FaultyDirection {
  /** How many bytes have passed. */
  passed = 0;

  #connection;
  #from;
  #to;
  /** Harm by the number of bytes that pass before it, the first first. */
  #due = [];
  /** Faults at boundaries that have not come yet. */
  #awaited;
  #boundaries;
  #begun = { exchange: 0, message: 0 };
  /** Whether the message that is being read will be sent twice, and what of it has passed. */
  #isDoubled = false;
  #copy = null;
  #trickles = false;

  constructor(name, connection, from, to, faults) {
    this.#connection = connection;
    this.#from = from;
    this.#to = to;
    const own = faults.filter(({ direction }) => direction === name);
    this.#awaited = own.filter(({ at }) => "exchange" in at || "message" in at);
    this.#boundaries = this.#awaited.length > 0 ? new Boundaries(name) : null;
    for (const fault of own) if (!this.#awaited.includes(fault)) this.#expect(fault.at.byte, fault);
  }

  async relay() {
    await this.#strike();
    // Unread bytes would turn an end into a reset: so it reads on where nothing passes any more.
    for await (const chunk of this.#from.iterator({ destroyOnReturn: false })) {
      if (this.#boundaries) this.#locate(chunk);
      await this.#pass(chunk);
    }
    if (this.#connection.isWhole) this.#to.end();
  }

  /** Learns where the harm is to be done whose place depends on what is said. */
  #locate(chunk) {
    for (const [index, byte] of chunk.entries()) {
      const { edge, of } = this.#boundaries.read(byte) ?? {};
      if (edge === "begin") this.#begin(of, this.passed + index);
      if (edge === "end" && this.#isDoubled) {
        this.#isDoubled = false;
        this.#expect(this.passed + index + 1, { harm: "repeat" });
      }
    }
  }

  #begin(of, offset) {
    const number = this.#begun[of]++;
    for (const fault of this.#awaited.filter(({ at }) => at[of] === number)) {
      this.#isDoubled ||= fault.harm === "duplicate";
      this.#expect(offset + (fault.at.byte ?? 0), fault);
    }
  }

  #expect(offset, { harm, ms }) {
    this.#due.push({ offset, harm, ms });
    this.#due.sort((one, other) => one.offset - other.offset);
  }

  async #pass(chunk) {
    for (let rest = chunk; rest.length > 0 && this.#connection.isWhole; ) {
      const piece = rest.subarray(0, (this.#due[0]?.offset ?? Infinity) - this.passed);
      await this.#write(piece);
      this.passed += piece.length;
      rest = rest.subarray(piece.length);
      await this.#strike();
    }
  }

  async #write(piece) {
    this.#copy?.push(piece);
    const parts = this.#trickles ? Array.from(piece, (byte) => Buffer.of(byte)) : [piece];
    for (const part of parts) {
      if (!this.#to.write(part)) await once(this.#to, "drain");
      if (this.#trickles) await turn();
    }
  }

  async #strike() {
    while (this.#due[0]?.offset === this.passed && this.#connection.isWhole) {
      const { harm, ms } = this.#due.shift();
      await this.#harms[harm](ms);
    }
  }

  #harms = {
    cut: () => this.#connection.cut(),
    reset: () => this.#connection.reset(),
    swallow: () => this.#connection.swallow(),
    stall: () => once(this.#from, "close"),
    delay: (ms) => sleep(ms),
    trickle: () => (this.#trickles = true),
    duplicate: () => (this.#copy = []),
    repeat: () => {
      this.#to.write(Buffer.concat(this.#copy));
      this.#copy = null;
    },
  };
}
