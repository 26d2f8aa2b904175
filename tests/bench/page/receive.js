// What one message costs from the socket's event to the end of the handler.

import { FakeSocket } from "./fake-socket.js";
import { binaryMessages, textMessages } from "./messages.js";
import { stompJs, stompwire } from "./peers.js";
import { race } from "./timing.js";

const READINGS = [
  { what: "text, body", messages: textMessages, reader: "body" },
  { what: "text, body and two headers", messages: textMessages, reader: "headers" },
  { what: "binary, left as bytes", messages: binaryMessages, reader: "bytes" },
  { what: "binary, decoded", messages: binaryMessages, reader: "body" },
];

/** @param {{ sizes: number[], rounds: number }} options */
export async function run({ sizes, rounds }) {
  const results = [];
  for (const { what, messages, reader } of READINGS) {
    const sockets = [await subscribed(stompwire, reader), await subscribed(stompJs, reader)];
    for (const size of sizes) {
      const pool = messages(size);
      const lanes = sockets.map((socket) => (turn) => socket.onmessage({ data: pool[turn % pool.length] }));
      const [ours, theirs] = race(lanes, rounds);
      results.push({ what, size, ours, theirs });
    }
  }
  return results;
}

/** The socket of a client that reads what comes. */
async function subscribed(peer, reader) {
  const socket = new FakeSocket();
  const connection = await peer.connect(() => socket);
  const read = peer.readers[reader];
  connection.subscribe((message) => {
    socket.sent += read(message);
  });
  return socket;
}
