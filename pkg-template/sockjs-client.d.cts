/**
 * `SockJS` for programs written for sockjs-client 1.6: the same constructor, properties, events, close codes and
 * types. WebSocket, then HTTP streaming, then HTTP polling; the WebAssembly loads behind the constructor.
 */
declare const SockJS: SockJS.Constructor;

/**
 * A connection, shaped like a `WebSocket`. Messages are text; a server that sends other JSON values in a frame has
 * them delivered as they are.
 */
interface SockJS extends WebSocket {
  /** What carries the messages: `null` while there is no open connection. */
  readonly transport: "websocket" | "xhr-streaming" | "xhr-polling" | null;
  /** The server's heartbeat: a frame `h` while the connection is open. */
  onheartbeat: ((this: SockJS, event: Event) => any) | null;
}

declare namespace SockJS {
  type CONNECTING = 0;
  type OPEN = 1;
  type CLOSING = 2;
  type CLOSED = 3;
  type State = CONNECTING | OPEN | CLOSING | CLOSED;

  interface Constructor {
    /**
     * Connects. Throws `TypeError` without a URL or for a `sessionId` of another type, `SyntaxError` for a URL that
     * is none of a SockJS endpoint or for empty or repeated sub-protocols, and a `SecurityError` (`DOMException`) for
     * an `http:` URL in a page that came over `https:`.
     *
     * @param url An `http:` or `https:` URL, absolute or relative to the page, without a fragment. `url` of the
     *   object has no slash at the end of its path.
     * @param protocols Checked and not sent: SockJS has no sub-protocols.
     */
    new (url: string | URL, protocols?: any, options?: Options | null): SockJS;
    /** The same without `new`. */
    (url: string | URL, protocols?: any, options?: Options | null): SockJS;
    readonly prototype: SockJS;
    readonly CONNECTING: CONNECTING;
    readonly OPEN: OPEN;
    readonly CLOSING: CLOSING;
    readonly CLOSED: CLOSED;
    /** The version of sockjs-client that this stands for. */
    readonly version: string;
  }

  interface BaseEvent extends Event {
    type: string;
  }

  type OpenEvent = BaseEvent;

  interface MessageEvent extends BaseEvent {
    data: string;
  }

  /**
   * How a connection ended. 1000: as asked. 1002, "Cannot connect to server": the endpoint did not answer. 2000, "All
   * transports failed": it did, and none opened. 1006: the connection was lost. Others: as the server or the
   * WebSocket said.
   */
  interface CloseEvent extends BaseEvent {
    code: number;
    reason: string;
    wasClean: boolean;
  }

  type SessionGenerator = () => string;

  interface Options {
    /** The server's part of a session's address. Default: three random digits. */
    server?: string | undefined;
    /**
     * The session's part of its address, made by a function for every transport that is tried; or the length of a
     * random one, at most 26. What others can guess they can take over. Default: 26 characters, 130 random bits.
     */
    sessionId?: number | SessionGenerator | undefined;
    /**
     * The transports to use: of `"websocket"`, `"xhr-streaming"` and `"xhr-polling"`, tried in that order. Other names
     * are ignored; a list of nothing but those stands for the last two. Default: all three.
     */
    transports?: string | string[] | undefined;
    /**
     * How long a transport that does not answer is waited for before the next is tried beside it, at least, in
     * milliseconds. Default 1,000, which is also the least.
     */
    timeout?: number | undefined;
  }
}

export = SockJS;
export as namespace SockJS;
