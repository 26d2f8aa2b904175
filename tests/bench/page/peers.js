// The two clients behind one face. Each is used as its own documentation shows.

import { Client as StompJsClient } from "@stomp/stompjs";
import { Client as StompwireClient } from "stompwire";

import { DESTINATION, SUBSCRIPTION } from "./messages.js";

/**
 * What a handler does with a message; gives a number so that nothing is left out as unused.
 *
 * @typedef {(message: any) => number} Reader
 *
 * @typedef {object} Connection
 * @property {(body: string, destination?: string) => void} publish
 * @property {(handler: (message: any) => void) => unknown} subscribe
 *
 * @typedef {object} Peer
 * @property {string} name
 * @property {(webSocketFactory: () => any) => Promise<Connection>} connect
 * @property {Record<string, Reader>} readers
 */

/** @type {Reader} */
function readBody({ body }) {
  return body.length + body.charCodeAt(body.length >> 1);
}

/** @type {Peer} */
export const stompwire = {
  name: "stompwire",
  async connect(webSocketFactory) {
    const client = new StompwireClient("ws://bench.test/", { webSocketFactory });
    await client.connect();
    return {
      publish: (body, destination = DESTINATION) => client.send(destination, body),
      subscribe: (handler) => client.subscribe(DESTINATION, handler, { id: SUBSCRIPTION }),
    };
  },
  readers: {
    body: readBody,
    headers: (message) => readBody(message) + message.header("destination").length + message.header("message-id").length,
    bytes: ({ bytes }) => bytes.length + bytes[bytes.length >> 1],
  },
};

/** @type {Peer} */
export const stompJs = {
  name: "stompjs",
  async connect(webSocketFactory) {
    const client = new StompJsClient({ webSocketFactory });
    await new Promise((resolve, reject) => {
      client.onConnect = resolve;
      client.onStompError = reject;
      client.activate();
    });
    return {
      publish: (body, destination = DESTINATION) => client.publish({ destination, body }),
      subscribe: (handler) => client.subscribe(DESTINATION, handler, { id: SUBSCRIPTION }),
    };
  },
  readers: {
    body: readBody,
    headers: (message) => readBody(message) + message.headers["destination"].length + message.headers["message-id"].length,
    bytes: ({ binaryBody: bytes }) => bytes.length + bytes[bytes.length >> 1],
  },
};
