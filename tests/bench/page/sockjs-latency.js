// How long a message takes to the server and back, when the next one waits for it.

import { open } from "./sockjs-peers.js";
import { takeTurns } from "./sockjs-turns.js";

/**
 * @param {{ url: string, transport: string, count: number, rounds: number }} options
 * @returns milliseconds for all, of each client in each round
 */
export function run({ url, transport, count, rounds }) {
  return takeTurns(rounds, async (peer) => {
    const socket = await open(peer, url, { transports: [transport] });
    return async () => {
      for (let number = 0; number < count; number++) await pingPong(socket, `ping ${number}`);
    };
  });
}

function pingPong(socket, text) {
  return new Promise((resolve, reject) => {
    socket.onmessage = ({ data }) => (data === text ? resolve() : reject(new Error(`${data} came back for ${text}`)));
    socket.send(text);
  });
}
