// The two SockJS clients, used by the same program, and the browser's own WebSocket at the same endpoint.

import StompwireSockJS from "stompwire/sockjs-client";
// A classic script, as it is published for pages: it leaves a global.
import "sockjs-client";

const PEERS = {
  ours: (url, options) => new StompwireSockJS(url, null, options),
  theirs: (url, options) => new globalThis.SockJS(url, null, options),
  bare: (url) => new WebSocket(`${url.replace("http", "ws")}/websocket`),
};

/** The clients, in the order in which they begin. */
export const CLIENTS = ["ours", "theirs"];

/**
 * An open one.
 *
 * @param {keyof typeof PEERS} peer
 * @param {string} url
 * @param {{ transports?: string[] }} [options]
 */
export function open(peer, url, options) {
  const socket = PEERS[peer](url, options);
  return new Promise((resolve, reject) => {
    socket.onopen = () => resolve(socket);
    socket.onclose = ({ code, reason }) => reject(new Error(`${peer} was closed: ${code} ${reason}`));
  });
}
