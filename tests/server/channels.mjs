import { isUtf8 } from "node:buffer";

/** RFC 6455 §7.4.1: "a type of data it cannot accept". */
const UNSUPPORTED_DATA = 1003;

/**
 * One conversation with a client, whatever carries it.
 *
 * @typedef {object} Channel
 * @property {string} transport `plain`, or SockJS's `websocket-raw`, `websocket`, `xhr-streaming`, `xhr-polling`
 * @property {string | null} protocol the WebSocket sub-protocol agreed on
 * @property {string} url
 * @property {(data: string | Buffer) => void} onMessage set by its owner
 * @property {(code: number | null, reason: string) => void} onClose set by its owner
 * @property {(data: string | Buffer) => void} send
 * @property {(code: number, reason: string) => void} close
 * @property {() => void} reset ends the TCP connection without a word
 * @property {(bytes: Buffer) => void} tcp writes beneath the WebSocket
 */

/** A plain WebSocket, by `ws`. @implements {Channel} */
export class PlainChannel {
  transport = "plain";
  #webSocket;
  #socket;

  constructor(webSocket, request) {
    this.#webSocket = webSocket;
    this.#socket = request.socket;
    this.url = request.url;
    this.protocol = webSocket.protocol || null;
    webSocket.on("message", (data, binary) => this.onMessage(binary ? data : data.toString()));
    webSocket.on("close", (code, reason) => this.onClose(code, reason.toString()));
    // What breaks the WebSocket protocol is followed by `close`, which says all.
    webSocket.on("error", () => {});
  }

  send(data) {
    this.#webSocket.send(data);
  }

  close(code, reason) {
    this.#webSocket.close(code, reason);
  }

  reset() {
    this.#socket.resetAndDestroy();
  }

  tcp(bytes) {
    this.#socket.write(bytes);
  }
}

/** A SockJS session. It carries text alone. @implements {Channel} */
export class SockJsChannel {
  protocol = null;
  #connection;
  #socketOf;

  /** @param {() => import("node:net").Socket | undefined} socketOf the one it uses now */
  constructor(connection, socketOf) {
    this.#connection = connection;
    this.#socketOf = socketOf;
    this.transport = connection.protocol;
    this.url = connection.url;
    connection.on("data", (data) => this.onMessage(Buffer.isBuffer(data) ? data : String(data)));
    connection.on("close", () => this.onClose(null, ""));
  }

  send(data) {
    if (typeof data === "string" || isUtf8(data)) this.#connection.write(data);
    else this.close(UNSUPPORTED_DATA, "SockJS carries no bytes");
  }

  close(code, reason) {
    // The raw endpoint's library sends only the codes that a browser's script may: 1002 leaves as 4002.
    const sendable = this.transport !== "websocket-raw" || code === 1000 || code >= 3000;
    this.#connection.close(sendable ? code : code + 3000, reason);
  }

  reset() {
    this.#socketOf()?.resetAndDestroy();
  }

  tcp(bytes) {
    this.#socketOf()?.write(bytes);
  }
}
