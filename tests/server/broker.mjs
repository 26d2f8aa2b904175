import { EventEmitter } from "node:events";

/** A queue nobody reads keeps this many messages; the oldest go first. */
const MAX_WAITING = 10_000;

/**
 * @typedef {object} Message
 * @property {string} destination
 * @property {import("./frame.mjs").Header[]} headers the sender's own
 * @property {Buffer | string} body
 * @property {boolean} [binary] leaves as bytes because it came as bytes
 * @property {boolean} [redelivered]
 */

/**
 * Destinations: `/queue/…` gives each message to one consumer, `/user/…` reaches the sender's own session,
 * registered ones (`/app/…`) are handled by programs, everything else is a topic.
 *
 * Emits `subscribed` and `unsubscribed` with the subscription.
 */
export class Broker extends EventEmitter {
  /** @type {Map<string, Set<import("./subscription.mjs").Subscription>>} in the order of their next turn */
  #subscriptions = new Map();
  /** @type {Map<string, Message[]>} */
  #waiting = new Map();
  /** @type {{ pattern: RegExp, handle: (session: object, message: Message) => void }[]} */
  #programs = [];

  /** Sends what clients address to such a destination to a program. */
  register(pattern, handle) {
    this.#programs.push({ pattern, handle });
  }

  /** What a client sent. @returns {boolean} false where nobody handles that destination */
  send(session, message) {
    const { destination } = message;
    const program = this.#programs.find(({ pattern }) => pattern.test(destination));
    if (program) program.handle(session, message);
    else if (destination.startsWith("/app/")) return false;
    else if (destination.startsWith("/user/")) this.reply(session, message);
    else this.publish(message);
    return true;
  }

  /** @param {Message} message to all subscribers of a topic, or one consumer of a queue */
  publish(message) {
    if (isQueue(message.destination)) {
      const waiting = this.#waitingFor(message.destination);
      waiting.push(message);
      if (waiting.length > MAX_WAITING) waiting.shift();
      this.#drain(message.destination);
      return;
    }
    for (const subscription of this.#subscribersOf(message.destination)) subscription.deliver(message);
  }

  /** @param {Message} message to one session's subscriptions alone */
  reply(session, message) {
    for (const subscription of this.#subscribersOf(message.destination)) {
      if (subscription.session === session) subscription.deliver(message);
    }
  }

  publishJson(destination, value) {
    this.publish(jsonMessage(destination, value));
  }

  replyJson(session, destination, value) {
    this.reply(session, jsonMessage(destination, value));
  }

  subscribe(subscription) {
    const { destination } = subscription;
    const subscribers = this.#subscriptions.get(destination) ?? new Set();
    this.#subscriptions.set(destination, subscribers.add(subscription));
    this.#drain(destination);
    this.emit("subscribed", subscription);
  }

  /** Ends a subscription; what it took from a queue and did not acknowledge goes to others. */
  unsubscribe(subscription) {
    const { destination } = subscription;
    const subscribers = this.#subscriptions.get(destination);
    subscribers?.delete(subscription);
    if (subscribers?.size === 0) this.#subscriptions.delete(destination);
    if (isQueue(destination)) this.#putBack(destination, subscription.takeUnacknowledged());
    this.emit("unsubscribed", subscription);
  }

  /** A consumer refused these. */
  redeliver(subscription, messages) {
    if (isQueue(subscription.destination)) this.#putBack(subscription.destination, messages);
    else for (const message of messages) subscription.deliver({ ...message, redelivered: true });
  }

  /** Forgets what waits in queues. */
  clear() {
    this.#waiting.clear();
  }

  #putBack(destination, messages) {
    this.#waitingFor(destination).unshift(...messages.map((message) => ({ ...message, redelivered: true })));
    this.#drain(destination);
  }

  #drain(destination) {
    const waiting = this.#waiting.get(destination);
    const consumers = this.#subscriptions.get(destination);
    while (waiting?.length > 0 && consumers?.size > 0) {
      const [next] = consumers;
      consumers.delete(next);
      consumers.add(next);
      next.deliver(waiting.shift());
    }
    if (waiting?.length === 0) this.#waiting.delete(destination);
  }

  #waitingFor(destination) {
    if (!this.#waiting.has(destination)) this.#waiting.set(destination, []);
    return this.#waiting.get(destination);
  }

  // A copy: a delivery may end subscriptions.
  #subscribersOf(destination) {
    return [...(this.#subscriptions.get(destination) ?? [])];
  }
}

function isQueue(destination) {
  return destination.startsWith("/queue/");
}

function jsonMessage(destination, value) {
  return { destination, headers: [["content-type", "application/json"]], body: JSON.stringify(value) };
}
