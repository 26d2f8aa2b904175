import { Client } from "stompwire";

import { LastingSubscription } from "./lasting-subscription.js";

/**
 * What the page shows of its client, and another client where what is forced has changed.
 * Fires `change` whenever something in it did, `opened` and `lost`.
 */
export class Connection extends EventTarget {
  /** The only transport to use, or null for the first that gets through. @type {import("stompwire").Transport | null} */
  forced = null;
  /** What has come of the transports that were tried last. @type {import("stompwire").TransportAttempt[]} */
  attempts = [];
  /** What the server answered. @type {import("stompwire").ConnectedEvent | null} */
  session = null;
  /** Why there is no connection, where nobody asked for that. @type {import("stompwire").StompError | null} */
  failure = null;
  /** When the next attempt is due, as `performance.now()` has it, while the client waits for it. @type {number | null} */
  retryAt = null;
  #login;
  /** In the order in which every client gets them. @type {Set<LastingSubscription>} */
  #subscriptions = new Set();

  /** @param {() => string} login asked before every attempt */
  constructor(login) {
    super();
    this.#login = login;
    this.client = this.#newClient();
  }

  /** The client's, but `waiting` between two attempts. @returns {import("stompwire").State | "waiting"} */
  get state() {
    return this.retryAt === null ? this.client.state : "waiting";
  }

  /** Whether what is sent leaves, at once or when there is a connection. */
  get takesMessages() {
    return ["connected", "connecting"].includes(this.client.state);
  }

  /** Connects; at once, where the client waits before another attempt. */
  async open() {
    try {
      await this.client.connect();
    } catch (error) {
      if (error.code !== "disconnected") this.#failed(error);
    }
  }

  async close() {
    this.failure = null;
    await this.client.disconnect();
    this.#changed();
  }

  /** Ends the connection, where there is one, and makes another by a new client: what is forced may have changed. */
  async renew() {
    const { client } = this;
    await this.close();
    // Asked for again meanwhile, it is still done once.
    if (client !== this.client) return;
    this.client = this.#newClient();
    for (const subscription of this.#subscriptions) subscription.moveTo(this.client);
    await this.open();
  }

  /** @param {string} destination @param {(message: import("stompwire").Message) => void} handle */
  subscribe(destination, handle) {
    const subscription = new LastingSubscription(destination, handle, () => this.#subscriptions.delete(subscription));
    this.#subscriptions.add(subscription);
    subscription.moveTo(this.client);
    return subscription;
  }

  #newClient() {
    const client = new Client("/ws", {
      connectHeaders: () => {
        this.#begun();
        return { login: this.#login() };
      },
      // The server's raw WebSocket answers no sub-protocol, and browsers end one that was offered some.
      protocols: [],
      reconnect: { initial: true },
      ...(this.forced && { transports: [this.forced] }),
    });
    for (const type of ["statechange", "outbox"]) client.addEventListener(type, () => this.#changed());
    client.addEventListener("transport", ({ attempt }) => this.#attempted(attempt));
    client.addEventListener("connected", (session) => this.#opened(session));
    client.addEventListener("disconnected", ({ reason, delayMs }) => this.#ended(reason, delayMs));
    client.addEventListener("error", ({ error }) => {
      if (error.code === "fatal") this.#ended(error, null);
    });
    return client;
  }

  /** The client asks for the headers of every attempt: so each begins. */
  #begun() {
    this.retryAt = null;
    this.attempts = [];
    this.#changed();
  }

  #attempted(attempt) {
    this.attempts.push(attempt);
    this.#changed();
  }

  #opened(session) {
    this.session = session;
    this.failure = null;
    this.dispatchEvent(new Event("opened"));
    this.#changed();
  }

  /** A connection has, or an attempt. @param {import("stompwire").StompError | null} reason @param {number | null} delayMs */
  #ended(reason, delayMs) {
    this.retryAt = delayMs === null ? null : performance.now() + delayMs;
    if (this.session) {
      this.session = null;
      this.dispatchEvent(new Event("lost"));
    }
    this.#failed(reason);
  }

  /** @param {import("stompwire").StompError | null} reason null where it was asked for */
  #failed(reason) {
    this.failure = reason;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
