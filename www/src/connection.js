import { Client } from "stompwire";

import { LastingSubscription } from "./lasting-subscription.js";
import { isPassing } from "./problems.js";

const LONGEST_WAIT_S = 30;

/**
 * A client that connects again by itself after a failure that may pass, and can be told to at any time.
 * Fires `change` whenever something in it did, `opened` and `lost`.
 */
export class Connection extends EventTarget {
  /** The only transport to use, or null for the first that gets through. @type {import("stompwire").Transport | null} */
  forced = null;
  /** What has come of the transports that were tried last. @type {import("stompwire").TransportAttempt[]} */
  attempts = [];
  /** What the server answered. @type {import("stompwire").Connected | null} */
  session = null;
  /** Why there is no connection, where nobody asked for that. @type {import("stompwire").StompError | null} */
  failure = null;
  /** Seconds to the next attempt, or null while none is planned. @type {number | null} */
  retryInS = null;
  #login;
  /** Attempts since the last connection. */
  #tries = 0;
  #clock;
  /** In the order in which every client gets them. @type {Set<LastingSubscription>} */
  #subscriptions = new Set();

  /** @param {() => string} login asked before every attempt */
  constructor(login) {
    super();
    this.#login = login;
    this.client = this.#newClient();
    addEventListener("online", () => {
      if (this.retryInS !== null) this.open();
    });
  }

  get state() {
    return this.client.state;
  }

  async open() {
    this.#stopWaiting();
    this.#tries += 1;
    this.attempts = [];
    try {
      await this.client.connect();
    } catch (error) {
      if (error.code !== "disconnected") this.#failed(error);
    }
  }

  async close() {
    this.#stopWaiting();
    this.#tries = 0;
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
      connectHeaders: () => ({ login: this.#login() }),
      // The server's raw WebSocket answers no sub-protocol, and browsers end one that was offered some.
      protocols: [],
      ...(this.forced && { transports: [this.forced] }),
    });
    client.addEventListener("statechange", () => this.#changed());
    client.addEventListener("transport", ({ attempt }) => this.#attempted(attempt));
    client.addEventListener("connected", (session) => this.#opened(session));
    client.addEventListener("disconnected", ({ reason }) => this.#lost(reason));
    client.addEventListener("error", ({ error }) => {
      if (error.code === "fatal") this.#lost(error);
    });
    return client;
  }

  #attempted(attempt) {
    this.attempts.push(attempt);
    this.#changed();
  }

  #opened(session) {
    this.session = session;
    this.failure = null;
    this.#tries = 0;
    this.dispatchEvent(new Event("opened"));
    this.#changed();
  }

  #lost(reason) {
    this.session = null;
    this.dispatchEvent(new Event("lost"));
    if (reason) this.#failed(reason);
  }

  #failed(error) {
    this.failure = error;
    if (isPassing(error)) this.#wait(Math.min(2 ** this.#tries, LONGEST_WAIT_S));
    this.#changed();
  }

  #wait(seconds) {
    this.retryInS = seconds;
    this.#clock = setInterval(() => {
      this.retryInS -= 1;
      if (this.retryInS === 0) this.open();
      else this.#changed();
    }, 1_000);
  }

  #stopWaiting() {
    clearInterval(this.#clock);
    this.retryInS = null;
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
