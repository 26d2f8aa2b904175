// How long it takes from the constructor to the event `open`.

import { CLIENTS, open } from "./sockjs-peers.js";

/**
 * @param {object} options
 * @param {string} [options.warmUp] an endpoint at which each client opens once before, uncounted
 * @param {{ peer: string, url: string }[][]} options.queues side by side; those of one queue are opened in turn
 * @returns milliseconds, as the queues are
 */
export async function run({ warmUp, queues }) {
  if (warmUp) for (const peer of CLIENTS) await timeToOpen({ peer, url: warmUp });
  return Promise.all(queues.map(inTurn));
}

async function inTurn(queue) {
  const times = [];
  for (const opening of queue) times.push(await timeToOpen(opening));
  return times;
}

async function timeToOpen({ peer, url }) {
  const start = performance.now();
  const socket = await open(peer, url);
  const took = performance.now() - start;
  socket.close();
  return took;
}
