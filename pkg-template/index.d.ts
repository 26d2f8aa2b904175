/**
 * stompwire: one STOMP client for the browser.
 *
 * Times are milliseconds and end in `Ms`; sizes are bytes and end in `Bytes`.
 * "STOMP 1.2" in a comment names the section of the specification that a behaviour comes from.
 */

declare global {
  // What ES2022 has no name for, and merges with that of later libraries.
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol;
  }
}

/**
 * Header names and values, unescaped: the client escapes as the version in force says (STOMP 1.2, Value
 * Encoding). What a frame cannot carry is refused with `invalid-header` before anything is sent: NUL always;
 * CR and LF in CONNECT and on 1.0, CR on 1.1; a colon in a name in CONNECT and on 1.0. So is an empty name, a
 * value that is no string, and a header that the client itself sets in that frame.
 */
export type Headers = Readonly<Record<string, string>>;

/**
 * What a body may be. A string is sent as a text message, without a `content-type`. Bytes are sent as a binary
 * message with `content-type:application/octet-stream`. Anything else is sent as JSON text with
 * `content-type:application/json`; what JSON would drop or change (functions, `undefined`, `NaN`, a `Map`, a
 * `Blob`, a cycle) is refused with `invalid-body`.
 */
export type Body = string | ArrayBuffer | ArrayBufferView | JsonValue;

/** A value that `JSON.stringify` represents completely. Objects with `toJSON`, such as `Date`, pass at run time too. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** The versions this client speaks. */
export type Version = "1.2" | "1.1" | "1.0";

/**
 * How a subscription is acknowledged (STOMP 1.2, SUBSCRIBE ack Header): not at all; each ACK covers all earlier
 * messages too; each ACK covers one message.
 */
export type AckMode = "auto" | "client" | "client-individual";

/**
 * Where the client stands. `connecting` lasts from `connect()` to CONNECTED, and again from the loss of a connection
 * until it is made again or given up: while an attempt is under way, waited for, or put off until the page is back.
 * `disconnecting` lasts from `disconnect()` to the end of the connection.
 */
export type State = "inactive" | "connecting" | "connected" | "disconnecting";

/**
 * What carries the frames (SockJS 0.3.3, Transports). `"websocket"` is tried raw, which carries bytes and sub-protocols,
 * and then framed; `"xhr-streaming"` and `"xhr-polling"` are requests of `fetch`.
 */
export type Transport = "websocket" | "xhr-streaming" | "xhr-polling";

/** How an attempt at one transport, or at the endpoint's `/info`, came to its end. */
export interface TransportAttempt {
  readonly transport: Transport | "info";
  /** Whether it was a WebSocket without SockJS's frames. */
  readonly raw: boolean;
  /** `superseded`: another was faster. */
  readonly outcome: "opened" | "failed" | "superseded";
  /**
   * How far it came. `connect`: nothing was answered; `open`: the WebSocket is open, or an HTTP status has come, and the
   * SockJS session is not open; `stomp`: it is open, and CONNECTED has not come.
   */
  readonly phase: "connect" | "open" | "stomp";
  /**
   * Why it failed; `null` where it did not. `network-or-cors`: `fetch` does not tell whether the server could not be
   * reached or does not allow this origin. `no-frame`: an answer that is none of SockJS. `not-offered`: `/info` says so.
   */
  readonly problem:
    | null
    | "timeout"
    | "closed"
    | "http-status"
    | "redirected"
    | "network-or-cors"
    | "no-frame"
    | "protocol"
    | "not-offered";
  /** The HTTP status, with `http-status`. */
  readonly status: number | null;
  /** The WebSocket's or the session's close code (RFC 6455), with `closed`. */
  readonly code: number | null;
  readonly elapsedMs: number;
}

/** A WebSocket, or any object shaped like one. `data` of its messages is a string, an `ArrayBuffer` or a view of one. */
export interface WebSocketLike {
  readonly readyState: number;
  readonly protocol?: string;
  readonly bufferedAmount?: number;
  binaryType?: string;
  onopen: ((event: any) => void) | null;
  onmessage: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  onerror: ((event: any) => void) | null;
  send(data: string | ArrayBufferLike | ArrayBufferView): void;
  close(code?: number, reason?: string): void;
}

/**
 * Bounds on what a server may make this client hold. A breach ends the connection with `protocol`, whose
 * `protocol.limit` is the number given here.
 */
export interface Limits {
  /** One frame: command, header lines and body, in bytes. Default 16 MiB. 1 KiB to 1 GiB. */
  frameBytes?: number;
  /** Header lines in one frame. Default 128. 1 to 65,536. */
  headers?: number;
  /** One header line with its EOL, in bytes. Default 64 KiB. 64 bytes to 16 MiB. */
  headerLineBytes?: number;
  /** Command, all header lines and the blank line, in bytes. Default 256 KiB. 256 bytes to 16 MiB. */
  headerBlockBytes?: number;
  /** Messages of the WebSocket or of SockJS that one frame may come in. Default 4,096. 1 to 1,048,576. */
  parts?: number;
  /**
   * One line of an HTTP answer, which is one SockJS frame, in UTF-16 units. Longer ones end the connection with
   * `broken-framing`. Default 32 Mi. 1 Ki to 1 Gi.
   */
  lineBytes?: number;
}

/** What functions that prepare an attempt are given. */
export interface Attempt {
  /** Aborted when the attempt has ended, also because it took too long. Nothing is done with a later answer. */
  readonly signal: AbortSignal;
}

/**
 * How a connection that was lost is made again. Before retry n (0, 1, …) the client waits for any time up to the
 * smaller of `maxDelayMs` and `initialDelayMs` · 2ⁿ (full jitter), so that clients which lost one server together do
 * not come back together. n begins at 0 again only after a connection that lasted 10 seconds.
 *
 * The browser's `online`, a page that becomes visible, resumes or is shown again, and `connect()` end the wait;
 * `offline` stretches it to `maxDelayMs`.
 */
export interface ReconnectOptions {
  /** The longest first wait, in milliseconds. 1 to 2,147,483,647. Default 1,000. */
  initialDelayMs?: number;
  /** The longest of all, in milliseconds. `initialDelayMs` to 2,147,483,647. Default 30,000, or `initialDelayMs` where that is more. */
  maxDelayMs?: number;
  /** How many retries may follow each other without a connection that lasted 10 seconds. 1 to 2,147,483,647. Default `Infinity`. */
  maxAttempts?: number;
  /** Whether the first attempt is repeated as well; `connect()` then rejects only when retrying ends. Default `false`. */
  initial?: boolean;
  /**
   * Decides, in place of the client, about every retry but those after a page was left. Without it, everything is
   * retried but `refused`, `unsupported-version`, `invalid-url` and `invalid-header`. Where it throws (told by an
   * `error` event, `handler-failed`), or has not answered after `connectTimeoutMs`, there is none.
   *
   * @param attempt How many attempts have failed since the connection was lost.
   */
  shouldReconnect?: (reason: StompError, attempt: number) => boolean | Promise<boolean>;
}

/** Bounds on what waits to be sent, together with what may have to be sent again (`retry`). */
export interface OutboxOptions {
  /** Messages. 1 to 1,048,576. Default 1,000. More reject with `outbox-full`. */
  maxMessages?: number;
  /** Bodies, destinations and headers, in bytes; text bodies in UTF-16 units. 1 to 1 GiB. Default 8 MiB. More reject with `outbox-full`. */
  maxBytes?: number;
  /** How long a message may wait, in milliseconds. 1 to 2,147,483,647. Default 300,000. Then it rejects with `outbox-expired`. */
  maxAgeMs?: number;
  /** How often a message with `retry` is sent at most. 1 to 1,000. Default 5. Then it rejects with `unconfirmed`. */
  maxTries?: number;
}

/**
 * Every option has a default. Unknown names and impossible values make the constructor throw `invalid-option`,
 * with the option, the value and what is allowed. They are copied: what is changed later has no effect.
 */
export interface ClientOptions {
  /**
   * Headers of CONNECT (`login`, `passcode`, `Authorization`, …), or a function asked before every attempt, retries too.
   * `connect()` rejects with `preparation-failed` where the function throws, with `invalid-header` where CONNECT
   * cannot carry what it gave. `accept-version` and `heart-beat` are the client's own. A `host` here replaces the
   * option `host`. Default: none.
   */
  connectHeaders?: Headers | ((attempt: Attempt) => Headers | Promise<Headers>);
  /**
   * Versions offered, in `accept-version` and as sub-protocols `v12.stomp` …, newest first whatever the order here
   * (STOMP 1.2, Protocol Negotiation). At least one. Default: all three.
   */
  versions?: readonly Version[];
  /**
   * Extra WebSocket sub-protocols, offered after STOMP's own; `[]` offers none at all, not even those. Each is a
   * token of RFC 6455. Default: STOMP's own alone.
   */
  protocols?: readonly string[];
  /**
   * Whether an `http:`, `https:` or relative URL is that of a SockJS endpoint. `false` takes it for the address of one
   * plain WebSocket. Default `true`.
   */
  sockjs?: boolean;
  /**
   * The transports of a SockJS endpoint, in the order to try them, each at most once. At least one. Default:
   * `["websocket", "xhr-streaming", "xhr-polling"]`.
   */
  transports?: readonly Transport[];
  /**
   * How long a silent transport is waited for before the next joins it, in milliseconds; three measured round trips (two
   * for xhr-streaming) where those are longer. One that fails is followed at once. 100 to 2,147,483,647. Default 1,000.
   */
  fallbackDelayMs?: number;
  /**
   * Where transports that failed are kept for 10 minutes, by origin, to be tried last: for the page, or in
   * `sessionStorage`. Default `"memory"`.
   */
  rememberTransports?: "memory" | "session";
  /** Cookies on HTTP requests, as `fetch` has it; a WebSocket always sends them. Default `"include"`. */
  credentials?: "include" | "same-origin" | "omit";
  /**
   * Headers of every HTTP request (not of WebSockets, which cannot have any), or a function asked before each. To
   * another origin they cost a preflight round trip for each URL, of which every session has two. Default: none.
   */
  fetchHeaders?: Headers | (() => Headers | Promise<Headers>);
  /** CONNECT's `host` header (STOMP 1.2, Connecting): RabbitMQ's virtual host. `null` leaves it out. Default `"/"`. */
  host?: string | null;
  /**
   * Heart-beating (STOMP 1.2, Heart-beating). The interval in force is the slower of what both sides say, and none
   * where one says 0; `connect()` tells it. `false` offers `0,0`.
   */
  heartbeat?:
    | false
    | {
        /** What this client can send, in milliseconds. 0 to 2,147,483,647; 0 for none. Default 10,000. */
        outgoingMs?: number;
        /** What this client wants to get, in milliseconds. 0 to 2,147,483,647; 0 for none. Default 10,000. */
        incomingMs?: number;
        /**
         * A server that is silent for this many intervals is gone: `heartbeat-timeout`. Any data counts, not only
         * beats; silence is noticed at most one interval late. 1 to 100. Default 2.
         */
        tolerance?: number;
      };
  /** How a connection that was lost is made again; `false`: it is not. Default: as each says. */
  reconnect?: false | ReconnectOptions;
  /**
   * What waits to be sent while there is no connection; `false`: nothing, `send` then rejects with `not-connected`.
   * Default: as each says.
   */
  outbox?: false | OutboxOptions;
  /**
   * One attempt, to CONNECTED, in milliseconds: the functions it awaits, the socket, the server's answer. Loading the
   * WebAssembly comes before and does not count. Then `connect()` rejects with `connect-timeout`. On a SockJS endpoint
   * each transport has so long, and each POST later on. 1 to 2,147,483,647. Default 10,000.
   */
  connectTimeoutMs?: number;
  /** How long a RECEIPT may take, in milliseconds; then `receipt-timeout`. 1 to 2,147,483,647. Default 15,000. */
  receiptTimeoutMs?: number;
  /** `send` resolves once no more than this is unsent. 0 to 1 GiB. Default 1 MiB. */
  highWaterMarkBytes?: number;
  /**
   * The largest piece of a frame in one WebSocket message: UTF-16 units of text (with SockJS's frames: of its JSON),
   * bytes of binary data. A longer frame is cut into several messages, never between the halves of a character. 256 to 1 GiB. Default: whole
   * frames; but 16,000 units and 8,000 bytes for servers whose CONNECTED has no `server` header, as Spring's simple
   * broker's.
   */
  maxOutgoingMessageBytes?: number;
  /**
   * When a text body gets a `content-length` (STOMP 1.2, Header content-length): `"auto"` only where it holds a NUL;
   * `"never"` refuses such a body with `invalid-body`. Bytes always have one. Default `"auto"`.
   */
  contentLength?: "auto" | "always" | "never";
  /**
   * CONNECT's headers: `"spec"` sends them as they are (STOMP 1.2, Value Encoding), `"escaped"` escapes them, for
   * servers such as RabbitMQ that unescape them. Default `"spec"`.
   */
  connectHeaderEscaping?: "spec" | "escaped";
  /** What a server may make this client hold. Default: as each says. */
  limits?: Limits;
  /**
   * Makes the socket, for runtimes without `WebSocket` and for tests. May be asynchronous. What it throws becomes
   * the `cause` of `connection-failed`. Default: `new WebSocket(url, protocols)`.
   */
  webSocketFactory?: (url: string, protocols: string[]) => WebSocketLike | Promise<WebSocketLike>;
  /** Stands in for the global `fetch`. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /**
   * Gets the command and header lines of every frame (`>>> SEND …`, `<<< MESSAGE …`); no bodies, no heart-beats.
   * The value of a header is `***` where its name contains `passcode`, `password`, `authorization`, `cookie`,
   * `token` or `secret`, in any case, or is one of `redact`. Messages then take slower ways in and out. Default: none.
   */
  debug?: (line: string) => void;
  /** Whether `debug` gets bodies as well, after a blank line, whatever they hold. Default `false`. */
  debugBodies?: boolean;
  /** Names of further headers, in any case, whose values `debug` must not show. Default: none. */
  redact?: readonly string[];
}

/** What the server answered (STOMP 1.2, CONNECTED Frame). */
export interface Connected {
  readonly version: Version;
  /** The `server` header, or `null`. */
  readonly server: string | null;
  /** The `session` header, or `null`. */
  readonly session: string | null;
  /** The intervals in force, in milliseconds; 0 for none. */
  readonly heartbeat: { readonly outgoingMs: number; readonly incomingMs: number };
  /** All headers of CONNECTED, which has no escapes. */
  readonly headers: Headers;
  readonly transport: Transport;
}

export interface ConnectOptions {
  /**
   * Ends the attempt, and all retries, for all who wait for them: `connect()` rejects with `aborted`. A connection that
   * is made stays.
   */
  signal?: AbortSignal;
}

export interface DisconnectOptions {
  /**
   * How long DISCONNECT's RECEIPT may take, in milliseconds, before the socket is closed anyway. 0 to 2,147,483,647.
   * Default 2,000.
   */
  timeoutMs?: number;
}

export interface SendOptions {
  /** Further headers of SEND. `destination` and the client's own may not be repeated. Default: none. */
  headers?: Headers;
  /** Ask for a RECEIPT and resolve when it is here (STOMP 1.2, Header receipt). Default `false`. */
  receipt?: boolean;
  /**
   * At least once: implies `receipt`, and where the connection ends before the RECEIPT is here, the message is sent again
   * on the next one, under the same `receipt` id and with the header `redelivery-count` (1, 2, …), up to
   * `outbox.maxTries` times in all. The server may get it more than once. It is given up (`unconfirmed`) where
   * repeating it as the oldest unconfirmed one makes the server end two connections. A server that sends no RECEIPT for
   * messages, such as Spring's simple broker, lets it end in `receipt-timeout`. Refused with `invalid-option` in a
   * transaction, and without an outbox. Default `false`.
   */
  retry?: boolean;
  /** The `content-type` header. Default: none for text, see `Body` for the rest. */
  contentType?: string;
  /** The `transaction` header: a transaction's `id`. Default: none. */
  transaction?: string;
  /** Rejects with `aborted` while waiting, and takes the message out of the outbox. What was handed to the socket is not taken back. */
  signal?: AbortSignal;
}

export interface SubscribeOptions {
  /** Further headers of SUBSCRIBE, such as a broker's `selector` or `prefetch-count`. Default: none. */
  headers?: Headers;
  /** Default `"auto"`. */
  ack?: AckMode;
  /** The `id` header; `subscribe` throws `duplicate-id` where it is taken. Default: `sub-0`, `sub-1`, … */
  id?: string;
}

/** A message from the server (STOMP 1.2, MESSAGE). It can be read for ever, however late. */
export interface Message {
  /** All headers, unescaped; of repeated ones the first (STOMP 1.2, Repeated Header Entries). Has no prototype. */
  readonly headers: Headers;
  /** One header, or `undefined`. Cheaper than `headers`. */
  header(name: string): string | undefined;
  /** The body as text; bytes that are no UTF-8 read as U+FFFD. */
  readonly body: string;
  /** The body as bytes. */
  readonly bytes: Uint8Array;
  /** The body parsed as JSON. Throws `SyntaxError` where it is none. */
  json<T = unknown>(): T;
  /**
   * Sends ACK for this message (STOMP 1.2, ACK). Resolves when the socket has it. Rejects with `not-connected`, with
   * `stale-message` where the message came on an earlier connection or with no id to acknowledge, or has been
   * acknowledged or refused before (but for transactions, which may take that back), or with
   * `invalid-header`.
   */
  ack(headers?: Headers): Promise<void>;
  /** Sends NACK for this message (STOMP 1.2, NACK). Rejects as `ack` does, and with `unsupported` on STOMP 1.0. */
  nack(headers?: Headers): Promise<void>;
}

/** A frame that is no message: RECEIPT or ERROR (STOMP 1.2, Server Frames). Its parts are read as a message's are. */
export interface Frame {
  readonly command: string;
  readonly headers: Headers;
  header(name: string): string | undefined;
  readonly body: string;
  readonly bytes: Uint8Array;
}

/**
 * A subscription (STOMP 1.2, SUBSCRIBE). It outlives connections: SUBSCRIBE is sent again on every one, with the same id,
 * in the order in which subscriptions were made and before anything else, until `unsubscribe()`.
 *
 * One that was sent within 10 seconds before the server ended a connection may be the cause. Where that repeats itself, it
 * is sent last and alone, and where the server ends the connection again, it is over: an `error` event tells
 * `subscription-suspended`, and iterators throw that.
 *
 * Without a handler its messages wait for an iterator. 10,000 of them are kept; where more arrive unread, the later
 * ones are dropped, and after those that were kept the iterator throws `backlog`. Leaving the loop unsubscribes.
 * With a handler, iterators get what arrives from their making on, and leaving the loop ends no subscription.
 */
export interface Subscription extends AsyncIterable<Message> {
  readonly id: string;
  readonly destination: string;
  /**
   * Resolves when the first SUBSCRIBE is sent or, where CONNECTED has a `server` header, when the server has confirmed
   * it or `receiptTimeoutMs` has passed. Goes on waiting over lost connections. Rejects where it cannot be sent
   * (`invalid-header`), the server answers with ERROR (`server-error`), it is over (`subscription-suspended`, or `ended`
   * after `unsubscribe()`), or nothing is tried any more, with the reason. Nobody has to look at it.
   */
  readonly ready: Promise<void>;
  /**
   * Sends UNSUBSCRIBE where there is a connection (STOMP 1.2, UNSUBSCRIBE). What arrives for it afterwards is dropped.
   * Called again, it does nothing. Rejects with `invalid-header`: then the subscription goes on.
   */
  unsubscribe(headers?: Headers): Promise<void>;
  /**
   * The messages from here on, for `for await`. Goes on over lost connections. Ends after `unsubscribe()`; where the
   * subscription is over by an error, throws that after what was kept.
   */
  [Symbol.asyncIterator](): AsyncIterator<Message, void, void>;
}

/**
 * A transaction (STOMP 1.2, BEGIN). Ends with `commit`, `abort` or its connection; after that all its methods reject with
 * `ended`. Nothing of it waits for another connection or is repeated: what waits for a RECEIPT when its connection ends
 * rejects with `unconfirmed`.
 */
export interface Transaction {
  /** The `transaction` header. */
  readonly id: string;
  /** As the client's `send`, within this transaction. */
  send(destination: string, body?: Body, options?: Omit<SendOptions, "transaction" | "retry">): Promise<void>;
  /** As the message's `ack`, within this transaction. */
  ack(message: Message, headers?: Headers): Promise<void>;
  /** As the message's `nack`, within this transaction. */
  nack(message: Message, headers?: Headers): Promise<void>;
  /**
   * Sends COMMIT (STOMP 1.2, COMMIT). Resolves when the server has confirmed it where CONNECTED has a `server` header,
   * otherwise when the socket has it.
   */
  commit(headers?: Headers): Promise<void>;
  /** Sends ABORT (STOMP 1.2, ABORT). Resolves when the socket has it. */
  abort(headers?: Headers): Promise<void>;
}

/** Stable names for what can go wrong. The README of the package says what each means and what to do. */
export type ErrorCode =
  | "invalid-url"
  | "invalid-option"
  | "invalid-header"
  | "invalid-body"
  | "not-connected"
  | "outbox-full"
  | "outbox-expired"
  | "outbox-cleared"
  | "aborted"
  | "unsupported"
  | "duplicate-id"
  | "stale-message"
  | "ended"
  | "preparation-failed"
  | "connection-failed"
  | "all-transports-failed"
  | "connect-timeout"
  | "refused"
  | "unsupported-version"
  | "disconnected"
  | "suspended"
  | "connection-lost"
  | "heartbeat-timeout"
  | "protocol"
  | "server-error"
  | "receipt-timeout"
  | "unconfirmed"
  | "subscription-suspended"
  | "handler-failed"
  | "backlog"
  | "wasm-blocked"
  | "wasm-failed"
  | "fatal";

/** What the client throws, what its promises reject with, what its events tell. Its `message` is for people. */
export class StompError extends Error {
  constructor(code: ErrorCode, message: string, details?: Partial<Pick<StompError, "frame" | "close" | "protocol" | "attempts" | "cause">>);
  /** For programs. */
  readonly code: ErrorCode;
  /** The ERROR frame, where the server sent one: `refused`, `server-error`. */
  readonly frame?: Frame;
  /** How the socket closed, where it did (RFC 6455): `connection-failed`, `connection-lost`, `server-error`. */
  readonly close?: { readonly code: number; readonly reason: string; readonly wasClean: boolean };
  /** What was wrong in the server's bytes, with code `protocol`. */
  readonly protocol?: {
    /** A stable name, such as `missing-nul` or `frame-too-large`; the README lists them. */
    readonly problem: string;
    /** Where the fault is: bytes from the faulty frame's first byte; 0 where the whole frame is at fault. */
    readonly offset: number;
    /** The limit that was exceeded, where it was one; bytes, header lines for `too-many-headers`, messages for `too-many-parts`. */
    readonly limit?: number;
  };
  /** What was tried, in the order in which it ended: `all-transports-failed`. */
  readonly attempts?: readonly TransportAttempt[];
  /** What was thrown below: by a function of yours, or by the browser. */
  override readonly cause?: unknown;
}

/** CONNECTED has come, and every subscription has been sent again. */
export interface ConnectedEvent extends Event, Connected {
  /** Whether this client has been connected before. */
  readonly reconnected: boolean;
  /**
   * For how long messages may have been missed, at most: from the moment at which the server was last heard on the
   * connection before. In milliseconds; `null` the first time. What a server does not keep has to be asked for again.
   */
  readonly gapMs: number | null;
}
/** A connection has ended, or an attempt to make it again has failed. A first attempt that is not repeated only rejects `connect()`. */
export interface DisconnectedEvent extends Event {
  /** `null` where `disconnect()` was called. */
  readonly reason: StompError | null;
  /** Whether the client goes on by itself: after `delayMs`, or where that is `null`, when the page is back. */
  readonly willReconnect: boolean;
  /** How long it waits before the next attempt, in milliseconds, or `null`. Events of the browser and `connect()` end the wait. */
  readonly delayMs: number | null;
  /** How many attempts have failed since the connection ended: 0 tells that it has. */
  readonly attempt: number;
}
/** What waits in the outbox has changed; told once for all that happens together. */
export interface OutboxEvent extends Event {
  /** Messages, as `client.queued` says. */
  readonly queued: number;
  /** Their bodies, destinations and headers, as `outbox.maxBytes` counts them. */
  readonly queuedBytes: number;
}
export interface StateChangeEvent extends Event {
  /** The new state, as `client.state` says. */
  readonly state: State;
}
/**
 * What no promise of yours tells: an ERROR while connected, a handler that throws (`handler-failed`), a `send` that
 * failed while nobody awaits it, a subscription that is over by an error, a crash (`fatal`).
 */
export interface ClientErrorEvent extends Event {
  readonly error: StompError;
}
export interface UnhandledMessageEvent extends Event {
  /** A MESSAGE whose `subscription` header names none of ours. */
  readonly message: Message;
}
export interface UnhandledReceiptEvent extends Event {
  /** A RECEIPT nobody waits for. */
  readonly frame: Frame;
}

/** An attempt at one transport has opened or ended. */
export interface TransportEvent extends Event {
  readonly attempt: TransportAttempt;
}

export interface ClientEventMap {
  connected: ConnectedEvent;
  disconnected: DisconnectedEvent;
  statechange: StateChangeEvent;
  outbox: OutboxEvent;
  error: ClientErrorEvent;
  unhandledmessage: UnhandledMessageEvent;
  unhandledreceipt: UnhandledReceiptEvent;
  transport: TransportEvent;
}

/**
 * One STOMP client. Making one does no I/O and needs no WebAssembly; `connect()` loads it. Every method may be called
 * from every handler and listener.
 */
export class Client extends EventTarget {
  /**
   * Throws `invalid-url`, `invalid-option` or `invalid-header`.
   *
   * @param url `ws:` or `wss:`: a WebSocket. `http:`, `https:` or relative to the page: a SockJS endpoint, see the option
   *   `sockjs`. No fragment. Or a function (it may be asynchronous) asked before every attempt, retries too, which must give one.
   *   A relative URL is resolved when connecting.
   */
  constructor(url: string | URL | ((attempt: Attempt) => string | URL | Promise<string | URL>), options?: ClientOptions);

  readonly state: State;
  /** What carries the frames, or `null` while not connected. */
  readonly transport: Transport | null;
  /** The version in force, or `null` while not connected. */
  readonly version: Version | null;
  /** What is taken and not yet sent, in bytes; over SockJS in UTF-16 units of its JSON. 0 without a connection. */
  readonly bufferedAmount: number;
  /** How many messages wait in the outbox. Those that were sent and wait for a RECEIPT are not among them. */
  readonly queued: number;

  /**
   * One attempt, up to CONNECTED (STOMP 1.2, Connecting). Called again while connecting or connected: the same
   * promise; while disconnecting: connects afterwards. While the client waits to make a lost connection again, the next
   * attempt begins at once, and this resolves with the connection, whichever attempt leads to it.
   *
   * Rejects with `invalid-url`, `invalid-header` or `preparation-failed` before a socket is opened; with
   * `connection-failed` or, of a SockJS endpoint, `all-transports-failed`; with `connection-lost`, `connect-timeout`,
   * `refused`, `unsupported-version` or `protocol` after; with `disconnected` or `aborted` where you end the attempt;
   * with `suspended` where the page is left and nothing is tried again; with `wasm-blocked`, `wasm-failed` or `fatal`.
   */
  connect(options?: ConnectOptions): Promise<Connected>;
  /**
   * DISCONNECT, its RECEIPT, close (STOMP 1.2, DISCONNECT). Resolves when the connection has ended, whichever way, or
   * at once where there is none; rejects with `invalid-option` alone. Nothing is tried again, and what waits in the outbox
   * rejects with `disconnected`. Subscriptions stay for the next `connect()`.
   */
  disconnect(options?: DisconnectOptions): Promise<void>;
  /** As `disconnect()`: for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;

  /**
   * Works in every state; sent again, in order, on every connection until `unsubscribe()` (STOMP 1.2, SUBSCRIBE).
   * Throws `invalid-option`, `invalid-header` or `duplicate-id`; see `ready` for what shows later.
   *
   * @param handler Called for every message, within the socket's own event. What it throws is reported as an uncaught
   *   error and by the `error` event; the next message comes all the same. Without one, iterate.
   */
  subscribe(destination: string, handler?: (message: Message) => void, options?: SubscribeOptions): Subscription;
  /**
   * Sends a message (STOMP 1.2, SEND). Resolves when the socket has it and holds no more than `highWaterMarkBytes`; with
   * `receipt` or `retry`, when the server has confirmed it. While connecting or waiting to reconnect, the message waits in
   * the outbox; messages leave in the order in which they were given.
   *
   * Rejects with `not-connected` (while inactive, disconnecting, or without an outbox), `invalid-header`, `invalid-body`,
   * `invalid-option`, `aborted`, `unsupported` (bytes over SockJS's frames), `ended` (in a transaction); from the outbox
   * with `outbox-full`, `outbox-expired`, `outbox-cleared`, or the reason for which nothing is tried any more; once it was
   * sent with `unconfirmed` (the connection ended first), `receipt-timeout`, or `server-error` (an ERROR that names its
   * receipt). A rejection that nobody awaits is told by the `error` event.
   *
   * @param body Default: an empty text.
   */
  send(destination: string, body?: Body, options?: SendOptions): Promise<void>;
  /**
   * Takes all that waits out of the outbox and gives how many messages that were. Their promises reject with
   * `outbox-cleared`, or with `unconfirmed` where they were sent before.
   */
  clearOutbox(): number;
  /** Sends BEGIN (STOMP 1.2, BEGIN). Throws `not-connected` or `invalid-header`. */
  begin(headers?: Headers): Transaction;

  addEventListener<K extends keyof ClientEventMap>(
    type: K,
    listener: ((this: Client, event: ClientEventMap[K]) => void) | { handleEvent(event: ClientEventMap[K]): void } | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof ClientEventMap>(
    type: K,
    listener: ((this: Client, event: ClientEventMap[K]) => void) | { handleEvent(event: ClientEventMap[K]): void } | null,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}

/**
 * Loads the WebAssembly ahead of `connect()`. The default entry needs no source; `stompwire/slim` holds no
 * module and must be given one before the first `connect()`. Repeated calls share one module. Rejects with
 * `wasm-blocked` or `wasm-failed`.
 *
 * @param source The bytes of `stompwire/stompwire.wasm`, the compiled module, a response that holds it, or where to
 *   fetch it: a URL, absolute or relative to the page. Bytes, module and response may be promised.
 */
export function preload(
  source?: BufferSource | WebAssembly.Module | Response | URL | string | Promise<BufferSource | WebAssembly.Module | Response>,
): Promise<void>;
