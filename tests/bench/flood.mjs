// A STOMP server that does one thing, as fast as it can: `SEND` with the body `<size> <count>` is answered by so
// many messages of that size.

import { Sender, WebSocketServer } from "ws";

import { POOL, messageOf } from "./page/messages.js";

const CONNECTED = "CONNECTED\nversion:1.2\nserver:bench/1.0\nheart-beat:0,0\n\n\0";

/** @param {import("node:http").Server} http */
export function addFlood(http) {
  const webSockets = new WebSocketServer({ noServer: true });
  http.on("upgrade", (request, socket, head) => {
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on("message", (data) => {
        const frame = data.toString();
        if (frame.startsWith("CONNECT\n")) webSocket.send(CONNECTED);
        if (frame.startsWith("SEND\n")) flood(socket, ...frame.slice(frame.indexOf("\n\n") + 2, -1).split(" ").map(Number));
      });
    });
  });
}

/** Writes beneath the WebSocket, so that encoding the messages takes no time from those who count them. */
function flood(socket, size, count) {
  const messages = encoded(size);
  let left = count / POOL;
  const write = () => {
    while (left > 0) {
      left -= 1;
      if (!socket.write(messages)) return socket.once("drain", write);
    }
  };
  write();
}

const pools = new Map();

/** A pool of messages, one WebSocket frame after the other. */
function encoded(size) {
  if (!pools.has(size)) {
    const frames = Array.from({ length: POOL }, (_, number) =>
      Sender.frame(Buffer.from(messageOf(size, number)), { fin: true, opcode: 1, readOnly: true }),
    );
    pools.set(size, Buffer.concat(frames.flat()));
  }
  return pools.get(size);
}
