// The transports as people read them, in the order in which they are tried.

/** @type {Record<import("stompwire").Transport, { name: string, how: string }>} */
export const TRANSPORTS = {
  "websocket": { name: "WebSocket", how: "One socket carries both ways." },
  "xhr-streaming": { name: "XHR streaming", how: "One long response; POSTs go up." },
  "xhr-polling": { name: "XHR polling", how: "Short responses; POSTs go up." },
};
