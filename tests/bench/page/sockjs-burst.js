// How long many messages take to the server and back, when none waits for another.

import { open } from "./sockjs-peers.js";
import { takeTurns } from "./sockjs-turns.js";

/**
 * @param {{ url: string, transport: string, count: number, size: number, rounds: number }} options
 * @returns milliseconds for all, of each client in each round
 */
export function run({ url, transport, count, size, rounds }) {
  const messages = Array.from({ length: count }, (_, number) => `${number} `.padEnd(size, "x"));
  return takeTurns(rounds, async (peer) => {
    const socket = await open(peer, url, { transports: [transport] });
    return () => burst(socket, messages);
  });
}

function burst(socket, messages) {
  return new Promise((resolve, reject) => {
    let received = 0;
    socket.onmessage = ({ data }) => {
      if (data !== messages[received++]) reject(new Error(`message ${received} is not the one that was sent`));
      if (received === messages.length) resolve();
    };
    for (const message of messages) socket.send(message);
  });
}
