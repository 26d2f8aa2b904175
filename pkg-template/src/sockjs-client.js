// The drop-in for sockjs-client: `SockJS`, shaped like a WebSocket. The sessions are the core's; here
// are its properties, its events and the rules that its methods check.

import base64 from "stompwire:wasm";
import { bufferedAmount } from "../../src/js/channel.js";
import { nextPromise, pledge } from "../../src/js/clients.js";
import * as core from "../../src/js/commands.js";
import { encode } from "../../src/js/memory.js";
import { toAttempt } from "./attempts.js";
import { eventHandler } from "./event-handler.js";
import { inline, load } from "./load.js";
import { checkProtocols, checkSessionId, readUrl, toCore } from "./sockjs-arguments.js";
import { SessionNames } from "./sockjs-session-names.js";
/** @import Promised from "../sockjs-client.cjs" */
/** @import { TransportAttempt } from "../index.js" */
/** @import { Host, Numbers } from "../../src/js/clients.js" */

inline(base64);

/** How a connection ended, as a `close` event tells it. @typedef {{ code: number, reason: string, wasClean: boolean }} Close */

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

class SockJS extends EventTarget {
  // Minified code keeps its names where a person reads them.
  static name = "SockJS";
  /** That of sockjs-client whose interface this is. */
  static version = "1.6.1";

  protocol = "";
  extensions = "";
  /** As a WebSocket's; messages are text all the same. @type {BinaryType} */
  binaryType = "blob";

  #state = CONNECTING;
  /** The core's number for this object; 0 while it has none. */
  #core = 0;
  /** @type {Host} */
  #host;
  /** @type {Promised["transport"]} */
  #transport = null;
  /** Whether there is a server, where that is known: by `/info`, or else by a transport over HTTP. @type {boolean | undefined} */
  #answered;
  /** What the transport said when it closed. @type {Close | undefined} */
  #closed;

  /**
   * @param {string | URL} url
   * @param {string | string[] | null} [protocols]
   * @param {Promised.Options | null} [options]
   */
  constructor(url, protocols, options) {
    super();
    if (arguments.length === 0) throw new TypeError("SockJS needs a URL: new SockJS(url)");
    const { server, sessionId, transports, timeout } = options ?? {};
    checkSessionId(sessionId);
    this.url = readUrl(url);
    checkProtocols(protocols);
    this.#host = this.#makeHost(new SessionNames(server, sessionId));
    load().then(() => this.#connect(toCore(transports, timeout)), (cause) => this.#broken(cause));
  }

  get readyState() {
    return this.#state;
  }

  get transport() {
    return this.#transport;
  }

  get bufferedAmount() {
    return bufferedAmount(this.#core);
  }

  /** @param {unknown} data */
  send(data) {
    const text = `${data}`;
    if (this.#state === CONNECTING) throw new DOMException("the connection is not open yet", "InvalidStateError");
    if (this.#state === OPEN) core.send(this.#core, text, 0);
  }

  /** @param {number} [code] @param {string} [reason] */
  close(code, reason) {
    if (code && code !== 1000 && !(code >= 3000 && code <= 4999)) {
      throw new DOMException(`the close code is ${code}: 1000 or one from 3000 to 4999 is needed`, "InvalidAccessError");
    }
    if (reason && encode(String(reason)).length > 123) throw new SyntaxError("the close reason is longer than 123 bytes");
    if (this.#state >= CLOSING) return;
    const close = { code: code || 1000, reason: reason ? String(reason) : "Normal closure", wasClean: true };
    const early = this.#state === CONNECTING;
    this.#end(close, early);
    if (this.#core > 0) {
      this.#host.closeWith = close;
      core.disconnect(this.#core, nextPromise(), 0);
    }
  }

  /** @param {(number | boolean)[]} numbers */
  #connect(numbers) {
    if (this.#state !== CONNECTING) return;
    this.#core = core.create(this.#host, [], numbers);
    const number = nextPromise();
    pledge(this.#host, number).catch(() => this.#end(this.#answered === false ? NO_SERVER : ALL_FAILED));
    core.connect(this.#core, number);
  }

  /** @param {Close} close @param {boolean} [early] whether the page itself gave up what was not open yet */
  #end(close, early) {
    if (this.#state >= CLOSING) return;
    this.#state = CLOSING;
    this.#transport = null;
    // In a task of its own, as a WebSocket's: who has called `close()` goes on first.
    setTimeout(() => {
      this.#state = CLOSED;
      if (early) this.dispatchEvent(new Event("error"));
      this.dispatchEvent(closeEvent(close));
      for (const type of TYPES) /** @type {any} */ (this)[`on${type}`] = null;
    });
  }

  /** The WebAssembly cannot be loaded, or has crashed. @param {unknown} cause */
  #broken(cause) {
    this.#end({ code: 1006, reason: String(cause), wasClean: false }, this.#state === CONNECTING);
  }

  /** @param {Event} event */
  #tell(event) {
    if (this.#state === OPEN) this.dispatchEvent(event);
  }

  /** What the core asks of one that has no STOMP. @param {SessionNames} names @returns {Host} */
  #makeHost(names) {
    const { origin } = new URL(this.url);
    /** @satisfies {Partial<Host>} */
    const host = {
      makeSocket: (url) => new WebSocket(names.rename(url)),
      fetch: async (url, init) => fetch(names.rename(url), { ...init, credentials: "include" }),
      lineLimit: LINE_LIMIT,
      keepsForSession: false,
      prepare: (session) => core.prepared(this.#core, session, this.url, {}),
      stateChanged: (state) => {
        if (state !== CONNECTED || this.#state !== CONNECTING) return;
        this.#state = OPEN;
        this.#tell(new Event("open"));
      },
      // A `MessageEvent` takes browsers three times as long to make.
      message: (data) => this.#tell(Object.assign(new Event("message"), { data, origin })),
      heartbeat: () => this.#tell(new Event("heartbeat")),
      closing: (close) => (this.#closed = close),
      failing: () => {},
      attempted: (...numbers) => this.#attempted(toAttempt(...numbers)),
      disconnected: (numbers) => this.#end(this.#describe(numbers)),
      error: () => new Error(ALL_FAILED.reason),
      gone: () => (this.#core = 0),
      crashed: (cause) => this.#broken(cause),
    };
    return /** @type {any} */ (host);
  }

  /** How far one transport, or `/info`, came. @param {TransportAttempt} attempt */
  #attempted({ transport, outcome, problem }) {
    if (transport === "info") {
      if (outcome !== "superseded") this.#answered = outcome === "opened";
    } else if (outcome === "opened") this.#transport = transport;
    else if (problem === "network-or-cors") this.#answered ??= false;
    else if (problem === "http-status" || problem === "redirected") this.#answered ??= true;
  }

  /** How what was open has ended. @param {Numbers} numbers @returns {Close} */
  #describe([why, status, sending]) {
    if (why === LOST && this.#closed) return this.#closed;
    const what = status > 0 ? `HTTP status ${status}` : "no answer";
    const reason = why === HTTP ? `${sending ? "sending" : "receiving"} has failed: ${what}` : (REASONS[why] ?? "");
    return { code: 1006, reason, wasClean: false };
  }
}

const STATES = { CONNECTING, OPEN, CLOSING, CLOSED };
Object.assign(SockJS, STATES);
Object.assign(SockJS.prototype, STATES);

const TYPES = ["open", "message", "close", "error", "heartbeat"];
for (const type of TYPES) Object.defineProperty(SockJS.prototype, `on${type}`, eventHandler(type));

/** A class cannot be called; what stands for it here can, and makes an object either way. */
const Callable = new Proxy(SockJS, { apply: (Class, _receiver, given) => Reflect.construct(Class, given) });
SockJS.prototype.constructor = Callable;

export default Callable;

/** @param {Close} close */
function closeEvent(close) {
  // Node has had none before version 23.
  return typeof CloseEvent === "function" ? new CloseEvent("close", close) : Object.assign(new Event("close"), close);
}

/** @type {Close} */
const ALL_FAILED = { code: 2000, reason: "All transports failed", wasClean: false };
/** @type {Close} */
const NO_SERVER = { code: 1002, reason: "Cannot connect to server", wasClean: false };

/** The longest frame over HTTP, in UTF-16 units. */
const LINE_LIMIT = 32 << 20;

// Of `numbers.rs`, and of the boundary.
const CONNECTED = 2;
const LOST = 9;
const HTTP = 14;
/** @type {Record<number, string>} */
const REASONS = { 7: "The server is silent", 11: "Broken framing", 15: "Server lost session" };
