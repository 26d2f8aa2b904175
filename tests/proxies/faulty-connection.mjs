import { FaultyDirection } from "./faulty-direction.mjs";

/** A client and a server, and what stands between them. */
export class FaultyConnection {
  #sockets;

  /**
   * @param {import("node:net").Socket} client
   * @param {import("node:net").Socket} server
   * @param {import("./fault-proxy.mjs").Fault[]} faults
   */
  constructor(client, server, faults) {
    this.#sockets = [client, server];
    /** Whether what one of them says or does concerns the other. */
    this.isWhole = true;
    this.up = new FaultyDirection("up", this, client, server, faults);
    this.down = new FaultyDirection("down", this, server, client, faults);
    for (const socket of this.#sockets) socket.on("error", () => this.isWhole && this.reset());
    for (const direction of [this.up, this.down]) {
      // It breaks where a socket does, which that tells by itself.
      direction.relay().catch(() => {});
    }
  }

  /** The end comes after all that has passed. */
  cut() {
    this.isWhole = false;
    for (const socket of this.#sockets) socket.end();
  }

  reset() {
    this.isWhole = false;
    for (const socket of this.#sockets) {
      // On its own it would say goodbye before.
      socket.destroySoon = socket.destroy;
      socket.resetAndDestroy();
    }
  }

  swallow() {
    this.isWhole = false;
  }

  destroy() {
    this.isWhole = false;
    for (const socket of this.#sockets) socket.destroy();
  }
}
