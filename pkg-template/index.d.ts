/**
 * stompwire: one STOMP client for the browser.
 *
 * Times are milliseconds and end in `Ms`; sizes are bytes and end in `Bytes`.
 * "STOMP 1.2" in a comment names the section of the specification that a behaviour comes from.
 */

/** Header names and values as STOMP spells them. Values are sent as they are; escaping is the client's. */
export type Headers = Readonly<Record<string, string>>;

/** What a body may be: text, bytes, or a value that is sent as JSON with `content-type:application/json`. */
export type Body = string | ArrayBuffer | ArrayBufferView | JsonValue;

/** A value that `JSON.stringify` represents completely. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** STOMP protocol versions this client speaks. */
export type Version = "1.2" | "1.1" | "1.0";

/** How a subscription is acknowledged (STOMP 1.2, SUBSCRIBE ack Header). */
export type AckMode = "auto" | "client" | "client-individual";

/** Where the client stands. `connecting` lasts from `connect()` to CONNECTED. */
export type State = "inactive" | "connecting" | "connected" | "disconnecting";

/** What carries the frames. */
export type Transport = "websocket";

/** A WebSocket, or any object shaped like one. */
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

/** Bounds on what a server may make this client hold. A breach ends the connection with `protocol`. */
export interface Limits {
  /** One frame: command, headers and body. Default 16 MiB. 1 KiB to 1 GiB. */
  frameBytes?: number;
  /** Header lines in one frame. Default 128. 1 to 65,536. */
  headers?: number;
  /** One header line. Default 64 KiB. 64 bytes to 16 MiB. */
  headerLineBytes?: number;
  /** Command and all header lines. Default 256 KiB. 256 bytes to 16 MiB. */
  headerBlockBytes?: number;
}

/** Every option has a default; unknown names and impossible values are refused by the constructor. */
export interface ClientOptions {
  /** Headers of CONNECT (`login`, `passcode`, `Authorization`, …), or a function asked before every attempt. */
  connectHeaders?: Headers | (() => Headers | Promise<Headers>);
  /** Versions offered, in `accept-version` and as sub-protocols. Default `["1.2", "1.1", "1.0"]`. */
  versions?: readonly Version[];
  /** Extra WebSocket sub-protocols, offered after STOMP's own. `[]` offers none at all. */
  protocols?: readonly string[];
  /** CONNECT's `host` header (STOMP 1.2, CONNECT): RabbitMQ's virtual host. Default `"/"`. `null` leaves it out. */
  host?: string | null;
  /** Heart-beating (STOMP 1.2, Heart-beating). `false` offers `0,0`. */
  heartbeat?:
    | false
    | {
        /** What this client can send. 0 to 2,147,483,647; 0 for none. Default 10,000. */
        outgoingMs?: number;
        /** What this client wants to get. 0 to 2,147,483,647; 0 for none. Default 10,000. */
        incomingMs?: number;
        /** Silent for this many intervals: `heartbeat-timeout`. 1 to 100. Default 2. */
        tolerance?: number;
      };
  /** One attempt, from `connect()` to CONNECTED, with the functions it awaits. 1 to 2,147,483,647. Default 10,000. */
  connectTimeoutMs?: number;
  /** How long a RECEIPT may take. 1 to 2,147,483,647. Default 15,000. */
  receiptTimeoutMs?: number;
  /** `send` waits while the socket holds more than this. 0 to 1 GiB. Default 1 MiB. */
  highWaterMarkBytes?: number;
  /**
   * The largest piece of a frame in one WebSocket message: UTF-16 units of text, bytes of binary data.
   * Default: whole frames, but for servers that name no `server` in CONNECTED (Spring's simple broker)
   * 16,000 and 8,000. 256 bytes to 1 GiB.
   */
  maxOutgoingMessageBytes?: number;
  /** `content-length` of text bodies: `"auto"` only where the body holds a NUL. Default `"auto"`. */
  contentLength?: "auto" | "always" | "never";
  /** CONNECT's header values: `"spec"` sends them as they are, `"escaped"` escapes them (RabbitMQ). Default `"spec"`. */
  connectHeaderEscaping?: "spec" | "escaped";
  /** What a server may make this client hold. */
  limits?: Limits;
  /** Makes the socket, for runtimes without `WebSocket` and for tests. May be asynchronous. */
  webSocketFactory?: (url: string, protocols: string[]) => WebSocketLike | Promise<WebSocketLike>;
  /** Gets every frame as text (`>>> SEND …`, `<<< MESSAGE …`), secrets replaced, bodies as their length. */
  debug?: (line: string) => void;
}

/** What the server answered. */
export interface Connected {
  readonly version: Version;
  /** The `server` header, or `null`. */
  readonly server: string | null;
  /** The `session` header, or `null`. */
  readonly session: string | null;
  /** The intervals in force; 0 for none. */
  readonly heartbeat: { readonly outgoingMs: number; readonly incomingMs: number };
  readonly headers: Headers;
  readonly transport: Transport;
}

export interface ConnectOptions {
  /** Ends the attempt: `connect()` rejects with `aborted`. */
  signal?: AbortSignal;
}

export interface DisconnectOptions {
  /** How long DISCONNECT's RECEIPT may take before the socket is closed anyway. Default 2,000. */
  timeoutMs?: number;
}

export interface SendOptions {
  headers?: Headers;
  /** Ask for a RECEIPT and resolve when it is here. */
  receipt?: boolean;
  /** The `content-type` header. */
  contentType?: string;
  /** The `transaction` header: a transaction's id. */
  transaction?: string;
  /** Rejects with `aborted` while waiting. What was handed to the socket is not taken back. */
  signal?: AbortSignal;
}

export interface SubscribeOptions {
  headers?: Headers;
  /** Default `"auto"`. */
  ack?: AckMode;
  /** The `id` header. Default: one of the client's own, `sub-0`, `sub-1`, … */
  id?: string;
}

/** A message from the server. It stays valid for ever, however late it is read. */
export interface Message {
  /** All headers, unescaped; of repeated ones the first. Has no prototype. */
  readonly headers: Headers;
  /** One header, or `undefined`. Cheaper than `headers`. */
  header(name: string): string | undefined;
  /** The body as text. */
  readonly body: string;
  /** The body as bytes. */
  readonly bytes: Uint8Array;
  /** The body parsed as JSON. Throws `SyntaxError` where it is none. */
  json<T = unknown>(): T;
  /** Sends ACK for this message (STOMP 1.2, ACK). */
  ack(headers?: Headers): Promise<void>;
  /** Sends NACK for this message (STOMP 1.2, NACK). Rejects with `unsupported` on STOMP 1.0. */
  nack(headers?: Headers): Promise<void>;
}

/** A frame that is no message: CONNECTED, RECEIPT or ERROR. */
export interface Frame {
  readonly command: string;
  readonly headers: Headers;
  header(name: string): string | undefined;
  readonly body: string;
  readonly bytes: Uint8Array;
}

export interface Subscription extends AsyncIterable<Message> {
  readonly id: string;
  readonly destination: string;
  /** Resolves when SUBSCRIBE is sent, or confirmed where the server confirms. */
  readonly ready: Promise<void>;
  /** Sends UNSUBSCRIBE. What arrives for it afterwards is dropped. */
  unsubscribe(headers?: Headers): Promise<void>;
  [Symbol.asyncIterator](): AsyncIterator<Message, void, void>;
}

/** A transaction (STOMP 1.2, BEGIN). Ends with `commit` or `abort`. */
export interface Transaction {
  readonly id: string;
  send(destination: string, body?: Body, options?: Omit<SendOptions, "transaction">): Promise<void>;
  ack(message: Message, headers?: Headers): Promise<void>;
  nack(message: Message, headers?: Headers): Promise<void>;
  commit(headers?: Headers): Promise<void>;
  abort(headers?: Headers): Promise<void>;
}

/** Stable names for what can go wrong. */
export type ErrorCode =
  | "invalid-url"
  | "invalid-option"
  | "invalid-header"
  | "invalid-body"
  | "not-connected"
  | "aborted"
  | "unsupported"
  | "duplicate-id"
  | "stale-message"
  | "ended"
  | "message-too-large"
  | "preparation-failed"
  | "connection-failed"
  | "connect-timeout"
  | "refused"
  | "unsupported-version"
  | "disconnected"
  | "connection-lost"
  | "heartbeat-timeout"
  | "protocol"
  | "server-error"
  | "receipt-timeout"
  | "unconfirmed"
  | "handler-failed"
  | "backlog"
  | "wasm-blocked"
  | "wasm-failed"
  | "fatal";

/** What every rejected promise and `error` event holds. */
export class StompError extends Error {
  constructor(code: ErrorCode, message: string, details?: Partial<Pick<StompError, "frame" | "close" | "protocol" | "cause">>);
  /** For programs. */
  readonly code: ErrorCode;
  /** The ERROR frame, where the server sent one. */
  readonly frame?: Frame;
  /** How the socket closed, where it did. */
  readonly close?: { readonly code: number; readonly reason: string; readonly wasClean: boolean };
  /** What was wrong in the server's bytes, with code `protocol`. */
  readonly protocol?: {
    readonly problem: string;
    /** Bytes of the faulty frame before the fault. */
    readonly offset: number;
    /** The limit that was exceeded, where it was one. */
    readonly limit?: number;
  };
  override readonly cause?: unknown;
}

export interface ConnectedEvent extends Event, Connected {
  /** Whether this client has been connected before. */
  readonly reconnected: boolean;
}
export interface DisconnectedEvent extends Event {
  /** `null` where `disconnect()` was called. */
  readonly reason: StompError | null;
  readonly willReconnect: boolean;
}
export interface StateChangeEvent extends Event {
  readonly state: State;
}
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

export interface ClientEventMap {
  connected: ConnectedEvent;
  disconnected: DisconnectedEvent;
  statechange: StateChangeEvent;
  error: ClientErrorEvent;
  unhandledmessage: UnhandledMessageEvent;
  unhandledreceipt: UnhandledReceiptEvent;
}

/** One STOMP client. Making one does no I/O and needs no WebAssembly; `connect()` loads it. */
export class Client extends EventTarget {
  /** @param url A `ws:` or `wss:` URL, or a function (it may be asynchronous) asked before every attempt. */
  constructor(url: string | URL | (() => string | URL | Promise<string | URL>), options?: ClientOptions);

  readonly state: State;
  readonly transport: Transport | null;
  /** The version in force, or `null` while not connected. */
  readonly version: Version | null;
  /** Bytes the socket has taken and not yet sent. */
  readonly bufferedAmount: number;

  /** One attempt. Called again while connecting or connected: the same promise. */
  connect(options?: ConnectOptions): Promise<Connected>;
  /** DISCONNECT, its RECEIPT, close. Always resolves. */
  disconnect(options?: DisconnectOptions): Promise<void>;

  /** Works in every state; sent again, in order, on every connection until `unsubscribe()`. */
  subscribe(destination: string, handler?: (message: Message) => void, options?: SubscribeOptions): Subscription;
  /** Resolves when the socket has it (or, with `receipt`, when the server confirmed it). */
  send(destination: string, body?: Body, options?: SendOptions): Promise<void>;
  /** Sends BEGIN. Throws `not-connected`. */
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
 * module and must be given one before the first `connect()`. Repeated calls share one module.
 */
export function preload(
  source?: BufferSource | WebAssembly.Module | Response | URL | string | Promise<BufferSource | WebAssembly.Module | Response>,
): Promise<void>;
