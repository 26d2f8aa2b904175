// The drop-in for sockjs-client, under the strictest settings.

import SockJS from "stompwire/sockjs-client";

const socket: SockJS = new SockJS("/ws", undefined, { transports: ["websocket"], sessionId: undefined });
const plain: WebSocket = SockJS(new URL("https://example.org/ws"));
socket.onheartbeat = function (event) {
  return [event.type, this.transport === "xhr-polling"];
};
socket.addEventListener("close", ({ code, reason, wasClean }) => [code.toFixed(), reason.length, !wasClean]);
const states: SockJS.State[] = [SockJS.CONNECTING, SockJS.OPEN, SockJS.CLOSING, SockJS.CLOSED];

// @ts-expect-error -- the options are a closed set
SockJS("/ws", undefined, { heartbeat: 1_000 });
// @ts-expect-error -- messages are text
plain.send(new Map());
// @ts-expect-error -- a constant is none to be changed
SockJS.OPEN = 2;

export { states };
