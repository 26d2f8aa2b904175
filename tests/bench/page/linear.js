// The slow path: whether twice the input takes twice the time.

import { FakeSocket } from "./fake-socket.js";
import { POOL, messageOf } from "./messages.js";
import { stompwire } from "./peers.js";

/** Ways to cut the text of many messages. */
const CUTS = {
  "glued": (text) => [text],
  "in random pieces": inRandomPieces,
  "byte by byte": (text) => text,
};

/**
 * @param {{ cut: string, messages: number, size: number, rounds: number }} options
 * @returns milliseconds, best of rounds, for so many messages and for twice as many
 */
export async function run({ cut, messages, size, rounds }) {
  const connection = await connect();
  const pool = Array.from({ length: POOL }, (_, number) => messageOf(size, number)).join("");
  const text = pool.repeat(messages / POOL);
  const inputs = [
    { pieces: CUTS[cut](text), expected: messages },
    { pieces: CUTS[cut](text + text), expected: 2 * messages },
  ];
  const best = inputs.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    inputs.forEach((input, at) => (best[at] = Math.min(best[at], receive(connection, input))));
  }
  return best;
}

async function connect() {
  const socket = new FakeSocket();
  const connection = { socket, received: 0 };
  const client = await stompwire.connect(() => socket);
  client.subscribe(({ body }) => (connection.received += Math.sign(body.length)));
  return connection;
}

function receive(connection, { pieces, expected }) {
  connection.received = 0;
  const start = performance.now();
  for (const data of pieces) connection.socket.onmessage({ data });
  const took = performance.now() - start;
  if (connection.received !== expected) throw new Error(`${connection.received} of ${expected} messages arrived`);
  return took;
}

/** Pieces of 1 to 4,000 characters, the same in every run. */
function inRandomPieces(text) {
  const pieces = [];
  let random = 1;
  for (let at = 0; at < text.length; ) {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    const end = at + 1 + (random >>> 8) % 4_000;
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}
