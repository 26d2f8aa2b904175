// The client as a page sees it. What STOMP asks for is decided in the core; here are its promises
// and events, and what the core cannot hold: functions and objects of the user.

import { bufferedAmount } from "../../src/js/channel.js";
import { nextPromise, pledge, refuse, unpledge } from "../../src/js/clients.js";
import { now } from "../../src/js/clock.js";
import * as core from "../../src/js/commands.js";
import { encode, frameOfBytes } from "../../src/js/memory.js";
import { toAttempt } from "./attempts.js";
import { toPayload } from "./body.js";
import { StompError, rejection, toError } from "./errors.js";
import { isLoaded, load } from "./load.js";
import { MAX_MS, checkHeaders, integer, oneOf, readOptions, readUrl, toCore, withoutSecrets } from "./options.js";
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
const ackMode = oneOf(ACK_MODES);
const timeout = integer(0, MAX_MS, 2_000);

/**
 * Programs that are compiled for browsers without it name it in the same way.
 *
 * @type {typeof Symbol.asyncDispose}
 */
const ASYNC_DISPOSE = /** @type {any} */ (Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose"));

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
  /** How the last connection began. @type {api.Connected | null} */
  #connected = null;
  /** When messages began to be missed, while they are. @type {number | undefined} */
  #lostAt;
  /** What opened last. @type {api.Transport} */
  #transport = "websocket";
  /** Ends the wait for the WebAssembly. @type {((error: unknown) => void) | undefined} */
  #callOff;
  /** What was sent while it loads. @type {{ number: number, enqueue: () => void }[]} */
  #early = [];
  /** How many messages wait in the core. */
  #queued = 0;
  /** Aborted when its attempt has ended. */
  #attempt = new AbortController();
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
   * @param {string | URL | ((attempt: api.Attempt) => string | URL | Promise<string | URL>)} url
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
    return this.#current?.transport ?? null;
  }

  get version() {
    return this.#current?.version ?? null;
  }

  get queued() {
    return this.#early.length + this.#queued;
  }

  get bufferedAmount() {
    return bufferedAmount(this.#core);
  }

  /** @param {api.ConnectOptions} [options] @returns {Promise<api.Connected>} */
  connect({ signal } = {}) {
    if (signal?.aborted) return Promise.reject(aborted(signal));
    // The core is asked again, because it may be waiting; this promise, number 0, is nobody's.
    if (this.#connection && this.#core > 0 && this.#state === "connecting") core.connect(this.#core, 0);
    const connection = (this.#connection ??= this.#connect());
    // Not before, because a listener may call `connect()` as well.
    if (this.#callOff) this.#enter("connecting");
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
  async disconnect({ timeoutMs } = {}) {
    const longest = timeout(timeoutMs, "timeoutMs");
    this.#connection = null;
    if (this.#core === 0) return this.#giveUp(this.#error(REQUESTED));
    const number = nextPromise();
    const promise = pledge(this.#host, number);
    core.disconnect(this.#core, number, longest);
    // Only a crash breaks it, and then nothing is left to disconnect.
    await promise.catch(() => {});
  }

  [ASYNC_DISPOSE]() {
    return this.disconnect();
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
    ackMode(ack, "ack");
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
      const sent = head !== undefined && !body.includes("\0") && this.#transmit(head + body + "\0");
      if (sent) return sent;
    }
    return this.#guard(() => this.#send(String(destination), body, options ?? {}));
  }

  /** Takes out all that waits, and says how many messages that were. */
  clearOutbox() {
    const early = this.#early.splice(0);
    for (const { number } of early) refuse(number, rejection(CLEARED, []));
    return early.length + core.cancel(this.#core, 0);
  }

  /** @param {api.Headers} [headers] */
  begin(headers = {}) {
    if (this.#core === 0) throw rejection(NOT_CONNECTED, []);
    const number = core.begin(this.#core, checkHeaders(headers, "headers"));
    if (number < 0) throw rejection(number, Object.keys(headers));
    /** The one that it is part of, until it ends. */
    let connection = this.#current;
    return new Transaction(
      `tx-${number}`,
      (act) => this.#guard(() => {
        if (!connection || connection !== this.#current) throw rejection(ENDED, []);
        return act();
      }),
      (destination, body, options) => this.send(destination, body, options),
      (commit, more = {}) => {
        const names = Object.keys(checkHeaders(more, "headers"));
        const promise = nextPromise();
        const confirmed = pledge(this.#host, promise, names);
        const status = core.endTransaction(this.#core, number, commit, more, promise);
        if (status <= 0) unpledge(promise);
        if (status < 0) throw rejection(status, names);
        connection = null;
        return status === 0 ? SENT : this.#report(confirmed);
      },
    );
  }

  /** The connection that there is. */
  get #current() {
    return this.#state === "connected" ? this.#connected : null;
  }

  /** @returns {Promise<api.Connected>} */
  #connect() {
    if (isLoaded()) return this.#begin();
    return new Promise((resolve, reject) => {
      this.#callOff = reject;
      const isWanted = () => this.#callOff === reject;
      load().then(
        () => isWanted() && resolve(this.#begin()),
        (cause) => isWanted() && this.#giveUp(cause),
      );
    });
  }

  /** @returns {Promise<api.Connected>} */
  async #begin() {
    this.#callOff = undefined;
    try {
      if (this.#core === 0) {
        const { texts, numbers } = toCore(this.#options);
        this.#core = core.create(this.#host, texts, numbers);
        for (const subscription of this.#subscriptions) this.#register(subscription);
      }
      const number = nextPromise();
      const promise = pledge(this.#host, number);
      core.connect(this.#core, number);
      for (const { enqueue } of this.#early.splice(0)) enqueue();
      await promise;
      return /** @type {api.Connected} */ (this.#connected);
    } catch (error) {
      // What ends within `connect()` is over before its promise is kept.
      if (this.#core === 0 && !this.#callOff) this.#connection = null;
      throw error;
    }
  }

  #abort() {
    if (this.#state === "connected") return;
    this.#connection = null;
    if (this.#core > 0) core.abort(this.#core);
    else this.#giveUp(this.#error(ABORTED));
  }

  /** Ends an attempt of which the core does not know yet. @param {any} error */
  #giveUp(error) {
    this.#callOff?.(error);
    this.#callOff = undefined;
    this.#connection = null;
    for (const { number } of this.#early.splice(0)) refuse(number, error);
    this.#enter("inactive");
  }

  /**
   * @param {string} destination
   * @param {unknown} body
   * @param {api.SendOptions} options
   */
  #send(destination, body, { headers, receipt = false, retry = false, contentType, transaction, signal }) {
    if (signal?.aborted) throw aborted(signal);
    const { data, contentType: usual } = toPayload(body);
    const type = contentType ?? (headers?.["content-type"] === undefined ? usual : undefined);
    const all = checkHeaders({
      ...(type !== undefined && { "content-type": type }),
      ...(transaction !== undefined && { transaction }),
      ...headers,
    }, "headers");
    const { contentLength, debug, outbox } = this.#options;
    if (retry && (outbox.maxMessages === 0 || "transaction" in all)) {
      throw new StompError("invalid-option", "option retry is true: an outbox and no transaction are needed");
    }
    const text = typeof data === "string";
    const nul = text && data.includes("\0");
    const counted = nul || (text && contentLength === "always");
    const length = text ? (counted ? encode(data).length : 0) : data.length;
    const kind = text ? (nul ? 1 : 0) : 2;
    if (this.#core > 0 && !receipt && !retry && !debug) {
      const head = core.sendHead(this.#core, destination, all, kind, length);
      if (typeof head === "string") {
        if (text && !counted && Object.keys(all).length === 0) {
          if (this.#heads.size >= HEADS) this.#heads.clear();
          this.#heads.set(destination, head);
        }
        const sent = this.#transmit(text ? head + data + "\0" : frameOfBytes(encode(head), data), signal);
        if (sent) return sent;
      }
    }
    // How the server wants it may not be known yet.
    const exact = text && !counted ? encode(data).length : length;
    return this.#enqueue(destination, all, data.slice(), kind, exact, retry ? 2 : receipt ? 1 : 0, signal);
  }

  /**
   * @param {string | Uint8Array} frame
   * @param {AbortSignal} [signal]
   * @returns {Promise<void> | undefined} none where it cannot be sent, or not now: the outbox knows
   */
  #transmit(frame, signal) {
    const number = nextPromise();
    const status = core.send(this.#core, frame, number);
    if (status < 0) return undefined;
    return status === 0 ? SENT : this.#report(pledge(this.#host, number), number, signal);
  }

  /**
   * @param {string} destination
   * @param {Record<string, string>} headers
   * @param {string | Uint8Array} body
   * @param {number} kind
   * @param {number} length
   * @param {number} delivery
   * @param {AbortSignal} [signal]
   */
  #enqueue(destination, headers, body, kind, length, delivery, signal) {
    const number = nextPromise();
    const names = Object.keys(headers);
    const promise = pledge(this.#host, number, names);
    const enqueue = () => {
      const client = this.#core;
      const status = client > 0 ? core.enqueue(client, destination, headers, body, kind, length, number, delivery) : NOT_CONNECTED;
      if (status < 0) refuse(number, rejection(status, names));
    };
    if (this.#callOff) this.#early.push({ number, enqueue });
    else enqueue();
    return this.#report(promise, number, signal);
  }

  /** @param {Subscription} subscription */
  #register(subscription) {
    const { id, destination, _ack: ack, _headers: headers } = subscription;
    const number = nextPromise();
    const names = Object.keys(headers);
    const ready = pledge(this.#host, number, names);
    ready.then(subscription._resolve, subscription._reject);
    const { slot } = core.subscribe(this.#core, number, id, destination, ack, headers);
    if (slot >= 0) {
      subscription._slot = slot;
      this.#slots.set(slot, subscription);
      return;
    }
    unpledge(number);
    // After a crash it waits for the next connection.
    if (slot < NOT_CONNECTED) this.#end(subscription, rejection(slot, names));
  }

  /** @param {Subscription} subscription @param {Record<string, string>} [headers] */
  #unsubscribe(subscription, headers = {}) {
    return this.#guard(() => {
      checkHeaders(headers, "headers");
      if (!this.#subscriptions.has(subscription)) return SENT;
      const status = this.#core > 0 ? core.unsubscribe(this.#core, subscription._slot, headers) : 0;
      if (status < 0) throw rejection(status, Object.keys(headers));
      this.#end(subscription);
      return SENT;
    });
  }

  /** @param {Subscription} subscription @param {StompError} [error] what has ended it, if not `unsubscribe` */
  #end(subscription, error) {
    this.#subscriptions.delete(subscription);
    this.#slots.delete(subscription._slot);
    subscription._reject?.(error ?? rejection(ENDED, []));
    subscription._finish(error);
    if (error) this.#dispatch("error", { error });
  }

  /** Turns what `act` throws into a rejection. @param {() => Promise<void>} act @returns {Promise<void>} */
  #guard(act) {
    try {
      return act();
    } catch (error) {
      return this.#report(Promise.reject(error));
    }
  }

  /** @param {Promise<void>} promise @param {number} [number] @param {AbortSignal} [signal] */
  #report(promise, number = 0, signal) {
    const ended = signal ? orAborted(promise, signal, () => this.#withdraw(number)) : promise;
    return sending(ended, (error) => this.#dispatch("error", { error }));
  }

  /** @param {number} number */
  #withdraw(number) {
    this.#early = this.#early.filter((one) => one.number !== number);
    core.cancel(this.#core, number);
    unpledge(number);
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
      followsPage: true,
      prepare: (session) => {
        const { sockjs, connectHeaders } = this.#options;
        this.#attempt.abort();
        this.#attempt = new AbortController();
        this.#seen = {};
        prepare(
          this.#url,
          sockjs,
          connectHeaders,
          this.#attempt.signal,
          (url, headers) => {
            this.#seen.url = withoutSecrets(url);
            this.#connectHeaderNames = Object.keys(headers);
            core.prepared(this.#core, session, url, headers);
          },
          (cause) => {
            this.#seen.cause = cause;
            core.preparationFailed(this.#core, session);
          },
        );
      },
      stateChanged: (number) => {
        const state = /** @type {api.State} */ (STATES[number]);
        // Listeners hear of it when there is all to know.
        if (state === "connected") return;
        if (state === "inactive" || this.#state === "connected") this.#forget();
        this.#enter(state);
      },
      connected: (version, outgoingMs, incomingMs) => {
        const { headers = {} } = this.#seen.frame ?? {};
        const reconnected = this.#connected !== null;
        const gapMs = this.#lostAt === undefined ? null : Math.ceil(now() - this.#lostAt);
        this.#lostAt = undefined;
        this.#connected = {
          version: /** @type {api.Version} */ (VERSIONS[version]),
          server: headers["server"] ?? null,
          session: headers["session"] ?? null,
          heartbeat: { outgoingMs, incomingMs },
          headers,
          transport: this.#transport,
        };
        this.#seen = {};
        this.#enter("connected");
        this.#dispatch("connected", { ...this.#connected, reconnected, gapMs });
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
      consider: (session, numbers, attempt) => {
        const client = this.#core;
        this.#attempt.abort();
        new Promise((resolve) => resolve(this.#options.reconnect.shouldReconnect(this.#error(numbers), attempt))).then(
          (again) => core.decide(client, session, Boolean(again)),
          (cause) => {
            this.#handlerFailed(cause, "shouldReconnect");
            core.decide(client, session, false);
          },
        );
      },
      disconnected: (numbers, delayMs, attempt, silentMs) => {
        this.#attempt.abort();
        this.#lose(silentMs);
        const reason = numbers[0] === REQUESTED[0] ? null : this.#error(numbers);
        const willReconnect = delayMs !== NEVER;
        this.#dispatch("disconnected", { reason, willReconnect, delayMs: delayMs < 0 ? null : delayMs, attempt });
      },
      queued: (queued, queuedBytes) => {
        this.#queued = queued;
        this.#dispatch("outbox", { queued, queuedBytes });
      },
      acknowledge: (message, positive, headers = {}) => this.#guard(() => {
        const known = message._acknowledged;
        const status = known ? STALE_MESSAGE : core.acknowledge(message, positive, checkHeaders(headers, "headers"));
        if (status < 0) throw rejection(status, Object.keys(headers));
        // A transaction may take it back.
        message._acknowledged = !("transaction" in headers);
        return SENT;
      }),
      refused: (slot, status) => {
        const subscription = this.#slots.get(slot);
        if (!subscription) return;
        this.#end(subscription, rejection(status, Object.keys(subscription._headers)));
      },
      error: (numbers, names) => this.#error(numbers, names),
      log: (sent, head, body) => {
        try {
          this.#options.debug(`${sent ? ">>>" : "<<<"} ${head}${body === undefined ? "" : `\n\n${body}`}`);
        } catch (cause) {
          this.#handlerFailed(cause, "debug");
        }
      },
      gone: () => this.#detach(),
      crashed: (cause) => {
        this.#seen.cause = cause;
        this.#lose(0);
        this.#detach();
        this.#forget();
        this.#dispatch("error", { error: this.#error([CRASHED, 0, 0, 0]) });
        if (this.#queued > 0) this.#host.queued(0, 0);
        this.#enter("inactive");
      },
    };
  }

  /** The connection, or the attempt at one, is over. */
  #forget() {
    // A connection that is asked for while disconnecting begins after this.
    if (this.#state !== "disconnecting") this.#connection = null;
    this.#heads.clear();
  }

  /** The core no longer knows this client, nor its subscriptions. */
  #detach() {
    this.#core = 0;
    this.#slots.clear();
    for (const subscription of this.#subscriptions) subscription._slot = -1;
  }

  /** @param {Numbers} numbers @param {readonly string[]} [names] of headers that were refused */
  #error(numbers, names = this.#connectHeaderNames) {
    const { connectTimeoutMs, receiptTimeoutMs } = this.#options;
    return toError(numbers, { ...this.#seen, connectTimeoutMs, receiptTimeoutMs }, names);
  }

  /** Messages are missed since the server was last heard, unless they have been before. @param {number} silentMs */
  #lose(silentMs) {
    if (this.#connected) this.#lostAt ??= now() - silentMs;
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
    this.#attempt.abort();
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
const STALE_MESSAGE = -6;
const ENDED = -7;
const CLEARED = -12;
/** In place of a delay. */
const NEVER = -1;
/** @type {Numbers} */
const REQUESTED = [1, 0, 0, 0];
/** @type {Numbers} */
const ABORTED = [2, 0, 0, 0];
const CRASHED = 12;
const ANSWERED = 33;
