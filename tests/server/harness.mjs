/** What the tests of this folder share: a server per test, and a client that speaks raw frames. */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import WebSocket from "ws";

import { startServer } from "./server.mjs";

/** @param {import("node:test").TestContext} t the server ends with the test */
export async function serve(t, options) {
  const server = await startServer({ control: true, sockJs: { disconnect_delay: 1_000 }, ...options });
  t.after(() => server.close());
  return server;
}

/** Waits for what another process or event loop turn brings about. @param {() => boolean} condition */
export async function until(condition) {
  for (const begun = Date.now(); !condition(); await sleep(5)) {
    if (Date.now() - begun > 2_000) throw new Error(`never: ${condition}`);
  }
}

/** A WebSocket whose messages and close can be awaited one after the other. */
export class Peer {
  #received = [];
  #wanted = [];

  /** @param {{ url: string }} server */
  static async open(server, path = "/stomp", protocols = []) {
    const webSocket = new WebSocket(server.url.replace("http", "ws") + path, protocols);
    const peer = new Peer(webSocket);
    await once(webSocket, "open");
    return peer;
  }

  /** Connected, CONNECTED taken. */
  static async connected(server, { version = "1.2", headers = "", path } = {}) {
    const peer = await Peer.open(server, path);
    peer.send(`CONNECT\naccept-version:${version}\nhost:test\n${headers}\n\0`);
    const connected = await peer.next();
    if (!connected.startsWith("CONNECTED\n")) throw new Error(connected);
    return peer;
  }

  constructor(webSocket) {
    this.webSocket = webSocket;
    this.closed = new Promise((resolve) => {
      webSocket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    // `close` follows and says what a test asks.
    webSocket.on("error", () => {});
    webSocket.on("message", (data, binary) => {
      const message = binary ? data : data.toString();
      const want = this.#wanted.shift();
      if (want) want(message);
      else this.#received.push(message);
    });
  }

  send(data) {
    this.webSocket.send(data);
  }

  /** The next message; fails where none comes. @returns {Promise<string | Buffer>} */
  next(timeoutMs = 2_000) {
    if (this.#received.length > 0) return Promise.resolve(this.#received.shift());
    return new Promise((resolve, reject) => {
      const want = (message) => {
        clearTimeout(timer);
        resolve(message);
      };
      const timer = setTimeout(() => {
        this.#wanted.splice(this.#wanted.indexOf(want), 1);
        reject(new Error("no message"));
      }, timeoutMs);
      this.#wanted.push(want);
    });
  }

  /** Sends a frame with a receipt and takes the RECEIPT: what came before it is taken by now. */
  async confirmed(frame, receipt = "r") {
    this.send(frame.replace("\n", `\nreceipt:${receipt}\n`));
    const messages = [];
    for (;;) {
      const message = await this.next();
      if (message === `RECEIPT\nreceipt-id:${receipt}\n\n\0`) return messages;
      messages.push(message);
    }
  }
}

/** A text frame taken apart, headers as they are on the wire, the first of repeated ones. */
export function parse(frame) {
  const [head, body] = frame.split(/\n\n([^]*)\0$/);
  const [command, ...lines] = head.split("\n");
  const headers = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon)] ??= line.slice(colon + 1);
  }
  return { command, headers, body };
}
