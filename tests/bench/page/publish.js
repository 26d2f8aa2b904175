// What sending a text costs from the call to the socket.

import { FakeSocket } from "./fake-socket.js";
import { bodies } from "./messages.js";
import { stompJs, stompwire } from "./peers.js";
import { race } from "./timing.js";

/** @param {{ sizes: number[], rounds: number }} options */
export async function run({ sizes, rounds }) {
  const connections = await Promise.all([stompwire, stompJs].map((peer) => peer.connect(() => new FakeSocket())));
  return sizes.map((size) => {
    const pool = bodies(size);
    const lanes = connections.map((connection) => (turn) => connection.publish(pool[turn % pool.length]));
    const [ours, theirs] = race(lanes, rounds);
    return { what: "text", size, ours, theirs };
  });
}
