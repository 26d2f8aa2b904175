// What a message costs over a real WebSocket, beside one whose handler only looks at the length.

import { stompJs, stompwire } from "./peers.js";

/**
 * @param {{ url: string, size: number, count: number, rounds: number }} options
 * @returns nanoseconds per message, one per round, for each lane; the bare one runs twice
 */
export async function run({ url, size, count, rounds }) {
  const open = () => new WebSocket(url, ["v12.stomp"]);
  const bare = await openBare(open);
  const lanes = [bare, await openPeer(stompwire, open), bare, await openPeer(stompJs, open)];
  const times = lanes.map(() => []);
  const order = lanes.map((_, at) => at);
  for (const lane of new Set(lanes)) await lane(size, count);
  for (let round = 0; round < rounds; round++) {
    for (const at of order) {
      const start = performance.now();
      await lanes[at](size, count);
      times[at].push(((performance.now() - start) * 1e6) / count);
    }
    // Whoever runs after the slowest shall not always be the same.
    order.push(order.shift());
  }
  const [first, ours, second, theirs] = times;
  return { bare: [first, second], ours, theirs };
}

/** Each lane asks for messages, and is done when it has got them. */
async function openBare(open) {
  const socket = open();
  await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));
  const counter = new Counter();
  socket.onmessage = ({ data }) => counter.add(data.length);
  return (size, count) => {
    socket.send(`SEND\ndestination:/app/flood\n\n${size} ${count}\0`);
    return counter.reach(count);
  };
}

async function openPeer(peer, open) {
  const connection = await peer.connect(open);
  const counter = new Counter();
  connection.subscribe(({ body }) => counter.add(body.length));
  return (size, count) => {
    connection.publish(`${size} ${count}`, "/app/flood");
    return counter.reach(count);
  };
}

class Counter {
  #left = 0;
  #length = 0;
  #done;

  reach(count) {
    this.#left = count;
    return new Promise((resolve) => (this.#done = resolve));
  }

  add(length) {
    this.#length += length;
    if (--this.#left === 0) this.#done(this.#length);
  }
}
