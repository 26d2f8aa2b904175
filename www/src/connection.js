import { Client } from "stompwire";

import { isPassing } from "./problems.js";

const LONGEST_WAIT_S = 30;

/**
 * A client that connects again by itself after a failure that may pass, and can be told to at any time.
 * Fires `change` whenever something in it did, `opened` and `lost`.
 */
export class Connection extends EventTarget {
  /** What the server answered. @type {import("stompwire").Connected | null} */
  session = null;
  /** Why there is no connection, where nobody asked for that. @type {import("stompwire").StompError | null} */
  failure = null;
  /** Seconds to the next attempt, or null while none is planned. @type {number | null} */
  retryInS = null;
  #attempts = 0;
  #clock;

  /** @param {() => string} login asked before every attempt */
  constructor(login) {
    super();
    this.client = new Client(endpoint(), { connectHeaders: () => ({ login: login() }) });
    this.client.addEventListener("statechange", () => this.#changed());
    this.client.addEventListener("connected", (session) => this.#opened(session));
    this.client.addEventListener("disconnected", ({ reason }) => this.#lost(reason));
    this.client.addEventListener("error", ({ error }) => {
      if (error.code === "fatal") this.#lost(error);
    });
    addEventListener("online", () => {
      if (this.retryInS !== null) this.open();
    });
  }

  get state() {
    return this.client.state;
  }

  async open() {
    this.#stopWaiting();
    this.#attempts += 1;
    try {
      await this.client.connect();
    } catch (error) {
      if (error.code !== "disconnected") this.#failed(error);
    }
  }

  async close() {
    this.#stopWaiting();
    this.failure = null;
    await this.client.disconnect();
    this.#changed();
  }

  #opened(session) {
    this.session = session;
    this.failure = null;
    this.#attempts = 0;
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
    if (isPassing(error)) this.#wait(Math.min(2 ** this.#attempts, LONGEST_WAIT_S));
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

function endpoint() {
  const url = new URL("/stomp", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  return url;
}
