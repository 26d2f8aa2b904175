// The client as a page sees it. What STOMP asks for is decided in the core; here are its promises
// and events, and what the core cannot hold: functions and objects of the user.

import { bufferedAmount } from "../../src/js/channel.js";
import { nextPromise, pledge, unpledge } from "../../src/js/clients.js";
import * as core from "../../src/js/commands.js";
import { encode } from "../../src/js/memory.js";
import { toAttempt } from "./attempts.js";
import { concat, toPayload } from "./body.js";
import { StompError, rejection, toError } from "./errors.js";
import { isLoaded, load } from "./load.js";
import { checkHeaders, readOptions, readUrl, toCore, withoutSecrets } from "./options.js";
import { prepare } from "./prepare.js";
import { SENT, aborted, orAborted, sending } from "./sending.js";
import { Subscription } from "./subscription.js";
import { Transaction } from "./transaction.js";
/** @import * as api from "../index.js" */
/** @import { Frame, Message } from "../../src/js/message.js" */
/** @import { Host, Numbers } from "../../src/js/clients.js" */
/** @import { Context } from "./errors.js" */

const STATES = /** @type {const} */ (["inactive", "connecting", "connected", "disconnecting"]);
const VERSIONS = /** @type {const} */ (["1.0", "1.1", "1.2"]);
const ACK_MODES = ["auto", "client", "client-individual"];

/** Destinations whose heads are kept ready; a page that uses more starts over. */
const HEADS = 1_000;

export class Client extends EventTarget {
  // Minified code keeps its names where a person reads them.
  static name = "Client";

  #url;
  #options;
  /** The core's number for this client; 0 while it has none. */
  #core = 0;
  /** @type {Host} */
  #host;
  /** @type {api.State} */
  #state = "inactive";
  /** @type {Promise<api.Connected> | null} */
  #connection = null;
  /** @type {api.Connected | null} */
  #connected = null;
  #everConnected = false;
  /** What opened last. @type {api.Transport} */
  #transport = "websocket";
  /** Rises when an attempt is given up before the core knows of it. */
  #attempt = 0;
  /** In the order they were made. @type {Set<Subscription>} */
  #subscriptions = new Set();
  /** @type {Map<number, Subscription>} */
  #slots = new Map();
  #subscribed = 0;
  /** Heads of text frames by destination, for this connection. @type {Map<string, string>} */
  #heads = new Map();
  /** Of the attempt or connection, for the error that ends it. @type {Partial<Context>} */
  #seen = {};
  /** @type {readonly string[]} */
  #connectHeaderNames = [];

  /**
   * @param {string | URL | (() => string | URL | Promise<string | URL>)} url
   * @param {api.ClientOptions} [options]
   */
  constructor(url, options) {
    super();
    this.#options = readOptions(options);
    this.#url = typeof url === "function" ? url : check(url, this.#options.sockjs);
    this.#host = this.#makeHost();
  }

  get state() {
    return this.#state;
  }

  get transport() {
    return this.#connected && this.#connected.transport;
  }

  get version() {
    return this.#connected && this.#connected.version;
  }

  get bufferedAmount() {
    return bufferedAmount(this.#core);
  }

  /** @param {api.ConnectOptions} [options] @returns {Promise<api.Connected>} */
  connect({ signal } = {}) {
    if (signal?.aborted) return Promise.reject(aborted(signal));
    const connection = (this.#connection ??= this.#connect());
    if (signal) {
      const abort = () => {
        if (this.#connection === connection) this.#abort();
      };
      signal.addEventListener("abort", abort);
      const done = () => signal.removeEventListener("abort", abort);
      connection.then(done, done);
    }
    return connection;
  }

  /** @param {api.DisconnectOptions} [options] @returns {Promise<void>} */
  async disconnect({ timeoutMs = 2_000 } = {}) {
    if (!Number.isInteger(timeoutMs) || timeoutMs < 0 || timeoutMs > 0x7fff_ffff) {
      throw new StompError("invalid-option", `option timeoutMs is ${timeoutMs}: a whole number from 0 to 2147483647 is needed`);
    }
    this.#connection = null;
    if (this.#core === 0) {
      this.#attempt++;
      return this.#enter("inactive");
    }
    const number = nextPromise();
    const promise = pledge(this.#host, number);
    core.disconnect(this.#core, number, timeoutMs);
    // Only a crash breaks it, and then nothing is left to disconnect.
    await promise.catch(() => {});
  }

  /**
   * @param {string} destination
   * @param {(message: Message) => void} [handler]
   * @param {api.SubscribeOptions} [options]
   */
  subscribe(destination, handler, { headers = {}, ack = "auto", id } = {}) {
    if (handler !== undefined && typeof handler !== "function") {
      throw new StompError("invalid-option", `the handler is ${typeof handler}: a function is needed`);
    }
    if (!ACK_MODES.includes(ack)) {
      throw new StompError("invalid-option", `option ack is ${JSON.stringify(ack)}: ${ACK_MODES.join(" or ")} is needed`);
    }
    const taken = new Set([...this.#subscriptions].map((one) => one.id));
    if (id !== undefined && taken.has(String(id))) throw rejection(DUPLICATE_ID, []);
    let own = `sub-${this.#subscribed++}`;
    while (taken.has(own)) own = `sub-${this.#subscribed++}`;
    const subscription = new Subscription({
      id: id === undefined ? own : String(id),
      destination: String(destination),
      ack: ACK_MODES.indexOf(ack),
      headers: checkHeaders(headers, "headers"),
      handler,
      end: (ended, more) => this.#unsubscribe(ended, more),
    });
    this.#subscriptions.add(subscription);
    if (this.#core > 0) this.#register(subscription);
    return subscription;
  }

  /**
   * @param {string} destination
   * @param {any} [body]
   * @param {api.SendOptions} [options]
   * @returns {Promise<void>}
   */
  send(destination, body = "", options) {
    if (options === undefined && typeof body === "string") {
      const head = this.#heads.get(destination);
      if (head !== undefined && !body.includes("\0")) return this.#transmit(head + body + "\0");
    }
    return this.#guard(() => this.#send(String(destination), body, options ?? {}));
  }

  /** @param {api.Headers} [headers] */
  begin(headers = {}) {
    const number = core.begin(this.#requireCore(), checkHeaders(headers, "headers"));
    if (number < 0) throw rejection(number, Object.keys(headers));
    return new Transaction(
      `tx-${number}`,
      (destination, body, options) => this.send(destination, body, options),
      (commit, more = {}) => this.#guard(() => {
        const status = core.endTransaction(this.#requireCore(), number, commit, checkHeaders(more, "headers"));
        if (status < 0) throw rejection(status, Object.keys(more));
        return SENT;
      }),
    );
  }

  /** @returns {Promise<api.Connected>} */
  async #connect() {
    const attempt = ++this.#attempt;
    /** @type {Partial<Context>} */
    const seen = (this.#seen = {});
    if (this.#core === 0) this.#enter("connecting");
    try {
      if (!isLoaded()) await load();
      if (attempt !== this.#attempt) throw seen.cause ?? toError(REQUESTED, this.#context(), []);
      if (this.#core === 0) {
        const { texts, numbers } = toCore(this.#options);
        this.#core = core.create(this.#host, texts, numbers);
        for (const subscription of this.#subscriptions) this.#register(subscription);
      }
      const number = nextPromise();
      const promise = pledge(this.#host, number);
      core.connect(this.#core, number);
      await promise;
      return /** @type {api.Connected} */ (this.#connected);
    } catch (error) {
      if (attempt === this.#attempt && this.#core === 0) {
        this.#connection = null;
        this.#enter("inactive");
      }
      throw error;
    }
  }

  #abort() {
    if (this.#state === "connected") return;
    this.#connection = null;
    if (this.#core > 0) return core.abort(this.#core);
    this.#attempt++;
    this.#seen.cause = toError(ABORTED, this.#context(), []);
    this.#enter("inactive");
  }

  /**
   * @param {string} destination
   * @param {unknown} body
   * @param {api.SendOptions} options
   */
  #send(destination, body, { headers, receipt = false, contentType, transaction, signal }) {
    if (signal?.aborted) throw aborted(signal);
    const client = this.#requireCore();
    const { data, contentType: usual } = toPayload(body);
    const type = contentType ?? (headers?.["content-type"] === undefined ? usual : undefined);
    const all = {
      ...(type !== undefined && { "content-type": type }),
      ...(transaction !== undefined && { transaction }),
      ...headers,
    };
    checkHeaders(all, "headers");
    const text = typeof data === "string";
    const nul = text && data.includes("\0");
    const counted = nul || (text && this.#options.contentLength === "always");
    const length = text ? (counted ? encode(data).length : 0) : data.length;
    const number = receipt ? core.receipt(client) : 0;
    const head = core.sendHead(client, destination, all, text ? (nul ? 1 : 0) : 2, length, number);
    if (typeof head === "number") throw rejection(head, Object.keys(all));
    if (!text) return this.#transmit(concat(head, data), number, signal);
    if (!counted && !receipt && !this.#options.debug && Object.keys(all).length === 0) {
      if (this.#heads.size >= HEADS) this.#heads.clear();
      this.#heads.set(destination, head);
    }
    return this.#transmit(head + data + "\0", number, signal);
  }

  /**
   * @param {string | Uint8Array} frame
   * @param {number} [receipt]
   * @param {AbortSignal} [signal]
   * @returns {Promise<void>}
   */
  #transmit(frame, receipt = 0, signal) {
    const number = nextPromise();
    // A receipt may come before `send` returns; room in the socket never does.
    let promise = receipt > 0 ? pledge(this.#host, number) : undefined;
    const status = core.send(this.#core, frame, number, receipt);
    if (status === 0) return SENT;
    if (status < 0) {
      unpledge(number);
      return this.#report(Promise.reject(rejection(status, [])));
    }
    promise ??= pledge(this.#host, number);
    return this.#report(signal ? orAborted(promise, signal, number) : promise);
  }

  /** @param {Subscription} subscription */
  #register(subscription) {
    const { id, destination, _ack: ack, _headers: headers } = subscription;
    const number = nextPromise();
    const ready = pledge(this.#host, number);
    ready.then(subscription._resolve, subscription._reject);
    const { slot } = core.subscribe(this.#core, number, id, destination, ack, headers);
    if (slot >= 0) {
      subscription._slot = slot;
      this.#slots.set(slot, subscription);
      return;
    }
    unpledge(number);
    this.#end(subscription, rejection(slot, Object.keys(headers)));
  }

  /** @param {Subscription} subscription @param {Record<string, string>} [headers] */
  #unsubscribe(subscription, headers = {}) {
    return this.#guard(() => {
      checkHeaders(headers, "headers");
      if (!this.#subscriptions.has(subscription)) return SENT;
      const status = this.#core > 0 ? core.unsubscribe(this.#core, subscription._slot, headers) : 0;
      if (status < 0) throw rejection(status, Object.keys(headers));
      this.#end(subscription, rejection(ENDED, []));
      return SENT;
    });
  }

  /** @param {Subscription} subscription @param {StompError} why for those who still wait for it to be ready */
  #end(subscription, why) {
    this.#subscriptions.delete(subscription);
    this.#slots.delete(subscription._slot);
    subscription._ended();
    subscription._reject?.(why);
  }

  /** Turns what `act` throws into a rejection. @param {() => Promise<void>} act @returns {Promise<void>} */
  #guard(act) {
    try {
      return act();
    } catch (error) {
      return this.#report(Promise.reject(error));
    }
  }

  /** @param {Promise<void>} promise */
  #report(promise) {
    return sending(promise, (error) => this.#dispatch("error", { error }));
  }

  #requireCore() {
    if (this.#core === 0) throw rejection(NOT_CONNECTED, []);
    return this.#core;
  }

  /** @returns {Host} */
  #makeHost() {
    return {
      makeSocket: (url, protocols) => {
        const { webSocketFactory } = this.#options;
        if (webSocketFactory) return webSocketFactory(url, protocols);
        if (typeof WebSocket === "undefined") {
          throw new StompError("connection-failed", "this runtime has no WebSocket: give one by the option webSocketFactory");
        }
        return new WebSocket(url, protocols);
      },
      fetch: async (url, init) => {
        const { fetch = globalThis.fetch, fetchHeaders, credentials } = this.#options;
        const headers = typeof fetchHeaders === "function" ? checkHeaders(await fetchHeaders(), "fetchHeaders") : fetchHeaders;
        return fetch(url, { ...init, credentials, headers });
      },
      lineLimit: this.#options.limits.lineBytes,
      keepsForSession: this.#options.rememberTransports === "session",
      prepare: (session) => prepare(
        this.#url,
        this.#options.sockjs,
        this.#options.connectHeaders,
        (url, headers) => {
          this.#seen.url = withoutSecrets(url);
          this.#connectHeaderNames = Object.keys(headers);
          if (this.#core > 0) core.prepared(this.#core, session, url, headers);
        },
        (cause) => {
          this.#seen.cause = cause;
          if (this.#core > 0) core.preparationFailed(this.#core, session);
        },
      ),
      stateChanged: (state) => {
        if (STATES[state] === "inactive") this.#forget();
        this.#enter(/** @type {api.State} */ (STATES[state]));
      },
      connected: (version, outgoingMs, incomingMs) => {
        const { headers = {} } = this.#seen.frame ?? {};
        this.#connected = {
          version: /** @type {api.Version} */ (VERSIONS[version]),
          server: headers["server"] ?? null,
          session: headers["session"] ?? null,
          heartbeat: { outgoingMs, incomingMs },
          headers,
          transport: this.#transport,
        };
        this.#seen = {};
        const reconnected = this.#everConnected;
        this.#everConnected = true;
        this.#dispatch("connected", { ...this.#connected, reconnected });
      },
      deliver: (slot, message) => {
        const subscription = this.#slots.get(slot);
        if (!subscription) {
          if (slot < 0) this.#dispatch("unhandledmessage", { message });
          return;
        }
        try {
          subscription._deliver(message);
        } catch (cause) {
          this.#handlerFailed(cause, subscription.destination);
        }
      },
      frame: (kind, frame) => {
        if (kind === RECEIPT) return this.#dispatch("unhandledreceipt", { frame });
        this.#seen.frame = frame;
        if (kind === ERROR && this.#state === "connected") {
          this.#dispatch("error", { error: this.#error([ANSWERED, 0, 0, 0]) });
        }
      },
      closing: (close) => (this.#seen.close = close),
      failing: (cause) => (this.#seen.cause = cause),
      attempted: (...numbers) => {
        const attempt = toAttempt(...numbers);
        const { transport, outcome } = attempt;
        if (outcome === "opened" && transport !== "info") this.#transport = transport;
        (this.#seen.attempts ??= []).push(attempt);
        this.#dispatch("transport", { attempt });
      },
      disconnected: (numbers) => {
        const reason = numbers[0] === REQUESTED[0] ? null : this.#error(numbers);
        this.#dispatch("disconnected", { reason, willReconnect: false });
      },
      acknowledge: (message, positive, headers = {}) => this.#guard(() => {
        const status = core.acknowledge(message, positive, checkHeaders(headers, "headers"));
        if (status < 0) throw rejection(status, Object.keys(headers));
        return SENT;
      }),
      refused: (slot, status) => {
        const subscription = this.#slots.get(slot);
        if (!subscription) return;
        const error = rejection(status, Object.keys(subscription._headers));
        this.#end(subscription, error);
        this.#dispatch("error", { error });
      },
      error: (numbers) => this.#error(numbers),
      log: (sent, head) => {
        try {
          this.#options.debug?.(`${sent ? ">>>" : "<<<"} ${head}`);
        } catch (cause) {
          this.#handlerFailed(cause, "debug");
        }
      },
      gone: () => this.#detach(),
      crashed: (cause) => {
        this.#seen.cause = cause;
        this.#detach();
        this.#forget();
        this.#dispatch("error", { error: this.#error([CRASHED, 0, 0, 0]) });
        this.#enter("inactive");
      },
    };
  }

  /** The connection, or the attempt at one, is over. */
  #forget() {
    // A connection that is asked for while disconnecting begins after this.
    if (this.#state !== "disconnecting") this.#connection = null;
    this.#connected = null;
    this.#heads.clear();
  }

  /** The core no longer knows this client, nor its subscriptions. */
  #detach() {
    this.#core = 0;
    this.#slots.clear();
    for (const subscription of this.#subscriptions) subscription._slot = -1;
  }

  #context() {
    const { connectTimeoutMs, receiptTimeoutMs } = this.#options;
    return { ...this.#seen, connectTimeoutMs, receiptTimeoutMs };
  }

  /** @param {Numbers} numbers */
  #error(numbers) {
    return toError(numbers, this.#context(), this.#connectHeaderNames);
  }

  /** @param {unknown} cause @param {string} where */
  #handlerFailed(cause, where) {
    this.#dispatch("error", { error: new StompError("handler-failed", `the handler of ${where} threw: ${String(cause)}`, { cause }) });
    if (typeof reportError === "function") reportError(cause);
    else queueMicrotask(() => { throw cause; });
  }

  /** @param {api.State} state */
  #enter(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#dispatch("statechange", { state });
  }

  /** @param {keyof api.ClientEventMap} type @param {object} details */
  #dispatch(type, details) {
    this.dispatchEvent(Object.assign(new Event(type), details));
  }
}

/**
 * A relative URL is resolved when connecting, perhaps elsewhere: one that no page could resolve is refused at once.
 *
 * @param {string | URL} url
 * @param {boolean} sockjs
 */
function check(url, sockjs) {
  readUrl(url, sockjs, "https://a.page");
  return String(url);
}

// Of `numbers.rs`.
const RECEIPT = 1;
const ERROR = 2;
const NOT_CONNECTED = -1;
const DUPLICATE_ID = -5;
const ENDED = -7;
/** @type {Numbers} */
const REQUESTED = [1, 0, 0, 0];
/** @type {Numbers} */
const ABORTED = [2, 0, 0, 0];
const CRASHED = 12;
const ANSWERED = 33;
