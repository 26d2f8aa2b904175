import { once } from "node:events";
import { connect, createServer } from "node:net";
import { PassThrough, pipeline, Transform } from "node:stream";

/**
 * Starts a TCP relay on 127.0.0.1 that is as slow as a long line.
 *
 * @param {object} options
 * @param {number} options.to the port of 127.0.0.1 that it leads to
 * @param {number} options.roundTripMs each direction takes half of it; a new connection waits for one more, as its
 *   handshake would
 * @returns {Promise<{ port: number, close(): Promise<void> }>}
 */
export async function startRelay({ to, roundTripMs }) {
  const sockets = new Set();
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (client) => {
    hold(client);
    setTimeout(() => client.destroyed || relay(client), roundTripMs);
  });

  function relay(client) {
    const target = hold(connect({ port: to, host: "127.0.0.1", allowHalfOpen: true, noDelay: true }));
    // The end of one direction, proper or not, is passed on like everything else.
    pipeline(client, line(roundTripMs / 2), target, () => {});
    pipeline(target, line(roundTripMs / 2), client, () => {});
  }

  function hold(socket) {
    sockets.add(socket);
    // It may be lost before it is part of a pipeline.
    return socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: server.address().port,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** What goes in comes out later, in its order: timers of one duration end in the order in which they began. */
function line(delayMs) {
  if (delayMs === 0) return new PassThrough();
  return new Transform({
    transform(chunk, _encoding, done) {
      setTimeout(() => this.push(chunk), delayMs);
      done();
    },
    flush(done) {
      setTimeout(done, delayMs);
    },
  });
}
