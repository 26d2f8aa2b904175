import { randomUUID } from "node:crypto";

/** Headers of a SEND that are not the sender's to pass on. */
const RESERVED = new Set([
  "destination",
  "receipt",
  "transaction",
  "content-length",
  "subscription",
  "message-id",
  "ack",
  "redelivered",
]);

/** One SUBSCRIBE of one session, with what it has delivered and not seen acknowledged. */
export class Subscription {
  /** @type {Map<string, import("./broker.mjs").Message>} by the id it was delivered under, oldest first */
  #unacknowledged = new Map();

  /**
   * @param {object} options
   * @param {import("./session.mjs").Session} options.session
   * @param {string | undefined} options.id
   * @param {string} options.destination
   * @param {"auto" | "client" | "client-individual"} options.ack
   */
  constructor({ session, id, destination, ack }) {
    this.session = session;
    this.id = id;
    this.destination = destination;
    this.ack = ack;
  }

  /** @param {import("./broker.mjs").Message} message */
  deliver(message) {
    const deliveryId = randomUUID();
    const headers = [
      ["message-id", deliveryId],
      ["destination", message.destination],
    ];
    if (this.id !== undefined) headers.unshift(["subscription", this.id]);
    if (this.ack !== "auto") {
      this.#unacknowledged.set(deliveryId, message);
      if (this.session.version === "1.2") headers.push(["ack", deliveryId]);
    }
    if (message.redelivered) headers.push(["redelivered", "true"]);
    headers.push(...message.headers.filter(([name]) => !RESERVED.has(name)));
    this.session.send({ command: "MESSAGE", headers, body: message.body, binary: message.binary });
  }

  owes(deliveryId) {
    return this.#unacknowledged.has(deliveryId);
  }

  /** What an ACK or NACK of this delivery covers. STOMP 1.2, SUBSCRIBE: "client" is cumulative. */
  settle(deliveryId) {
    const settled = [];
    for (const [id, message] of this.#unacknowledged) {
      if (id !== deliveryId && this.ack !== "client") continue;
      this.#unacknowledged.delete(id);
      settled.push(message);
      if (id === deliveryId) break;
    }
    return settled;
  }

  takeUnacknowledged() {
    const messages = [...this.#unacknowledged.values()];
    this.#unacknowledged.clear();
    return messages;
  }
}
