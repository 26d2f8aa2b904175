import { once } from "node:events";
import { connect, createServer } from "node:net";

import { FaultyConnection } from "./faulty-connection.mjs";

/**
 * Starts a TCP proxy on 127.0.0.1 that does harm exactly where it is told to.
 *
 * @param {object} options
 * @param {number} options.to the port of 127.0.0.1 that it leads to
 * @param {(connection: number) => Fault[]} options.faults what becomes of each connection; the first is number 0
 * @returns {Promise<{ port: number, passed(): { up: number, down: number }[], close(): Promise<void> }>} `passed` gives
 *   how many bytes each connection has let through
 *
 * @typedef {object} Fault
 * @property {"up" | "down"} direction up is to the server
 * @property {Place} at
 * @property {Harm} harm
 * @property {number} [ms] of a delay
 *
 * @typedef {{ byte: number } | { exchange: number, byte?: number } | { message: number, byte?: number }} Place
 *   after so many bytes; or where the HTTP exchange, or the WebSocket message, of this number begins (the first is 0),
 *   or so many bytes further
 *
 * @typedef {"cut" | "reset" | "swallow" | "stall" | "delay" | "trickle" | "duplicate"} Harm
 *   cut: both sides see a proper end; reset: both see RST;
 *   swallow: nothing passes any more, either way, and no side ever learns what becomes of the other;
 *   stall: nothing passes this way any more; delay: nothing does for `ms`;
 *   trickle: from here on every byte is written alone;
 *   duplicate: the WebSocket message that begins here is sent twice
 */
export async function startFaultProxy({ to, faults }) {
  const connections = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const target = connect({ port: to, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    connections.push(new FaultyConnection(client, target, faults(connections.length)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: server.address().port,
    passed: () => connections.map(({ up, down }) => ({ up: up.passed, down: down.passed })),
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const connection of connections) connection.destroy();
      await closed;
    },
  };
}
