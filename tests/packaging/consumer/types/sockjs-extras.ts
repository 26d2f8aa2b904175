// What this package's `SockJS` has beyond those types.

import SockJS from "stompwire/sockjs-client";

const socket: SockJS = new SockJS(new URL("https://example.org/ws"), undefined, { transports: ["websocket"] });
socket.onheartbeat = function (event) {
  const transport: "websocket" | "xhr-streaming" | "xhr-polling" | null = this.transport;
  console.log(event.type, transport);
};
const version: string = SockJS.version;

// @ts-expect-error a misspelt option is an error
new SockJS("/ws", undefined, { transport: "websocket" });
// @ts-expect-error and so is a session id that is neither a length nor a function
new SockJS("/ws", undefined, { sessionId: "session" });
// @ts-expect-error what a connection runs over is not to be chosen later
socket.transport = "xhr-polling";

export { version };
