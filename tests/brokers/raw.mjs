import { on, once } from "node:events";
import WebSocket from "ws";

/** A WebSocket without a client on top, so that tests of a server see its very bytes. */
export class RawSocket {
  #socket;
  #messages;
  #closed;

  /**
   * Resolves when the handshake is over.
   *
   * @param {string} url
   * @param {{ protocols?: string[], headers?: Record<string, string> }} [options]
   */
  static async open(url, { protocols = [], headers } = {}) {
    const socket = new WebSocket(url, protocols, { headers });
    const raw = new RawSocket(socket);
    await once(socket, "open");
    return raw;
  }

  constructor(socket) {
    this.#socket = socket;
    this.#messages = on(socket, "message", { close: ["close"] });
    this.#closed = once(socket, "close");
  }

  /** The sub-protocol that the server chose. */
  get protocol() {
    return this.#socket.protocol;
  }

  send(data) {
    this.#socket.send(data);
  }

  /** The next message: text, or a Buffer where it came as a binary one. */
  async next() {
    const { value, done } = await this.#messages.next();
    if (done) throw new Error("the server closed instead of sending");
    const [data, isBinary] = value;
    return isBinary ? data : data.toString();
  }

  /** Resolves when the socket is closed, with what the server said last. */
  async closed() {
    const [code, reason] = await this.#closed;
    return { code, reason: reason.toString() };
  }

  close(code) {
    this.#socket.close(code);
  }
}

/** A STOMP frame; its headers are whole lines, sent as they are. */
export const frame = (command, headers = [], body = "") => `${[command, ...headers].join("\n")}\n\n${body}\0`;
