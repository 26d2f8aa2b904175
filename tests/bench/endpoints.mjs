// The reference server's SockJS: one endpoint sends back what it gets, one answers with a lot.

import sockjs from "sockjs";

/** What one message to `/flood` brings, in messages of a usual size. */
export const FLOOD_BYTES = 1_000_000;
const MESSAGE = "x".repeat(10_000);

/** @param {import("node:http").Server} http */
export function addEndpoints(http) {
  const add = (prefix, options, answer) => {
    const endpoint = sockjs.createServer({ prefix, log() {}, sockjs_url: "/sockjs-client/sockjs.min.js", ...options });
    endpoint.on("connection", (connection) => connection.on("data", (text) => answer(connection, text)));
    endpoint.installHandlers(http);
  };
  add("/echo", {}, (connection, text) => connection.write(text));
  // One response for a whole session: a client that keeps the text of a response keeps it all.
  add("/flood", { response_limit: Number.MAX_SAFE_INTEGER }, (connection) => {
    for (let sent = 0; sent < FLOOD_BYTES; sent += MESSAGE.length) connection.write(MESSAGE);
  });
}
