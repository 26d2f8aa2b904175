// As programs are written for sockjs-client and its published types.

import SockJS from "sockjs-client";

const options: SockJS.Options = {
  server: "007",
  sessionId: () => Math.random().toString(36).slice(2),
  transports: ["websocket", "xhr-streaming", "xhr-polling", "iframe-eventsource"],
  timeout: 5_000,
};
const generate: SockJS.SessionGenerator = () => "session";

export function open(url: string): WebSocket {
  const socket = new SockJS(url, null, { ...options, sessionId: generate });
  socket.onopen = (event: SockJS.OpenEvent) => socket.send(event.type);
  socket.onmessage = (event: SockJS.MessageEvent) => console.log(event.data.length);
  socket.onclose = ({ code, reason, wasClean }: SockJS.CloseEvent) => console.log(code + 1, reason.length, !wasClean);
  socket.onerror = (event: SockJS.BaseEvent) => console.log(event.timeStamp);
  socket.addEventListener("close", (event) => console.log(event.code));
  return socket;
}

export function isOpen(socket: WebSocket): boolean {
  const open: SockJS.State = SockJS.OPEN;
  const states: SockJS.State[] = [SockJS.CONNECTING, SockJS.CLOSING, SockJS.CLOSED];
  return socket instanceof SockJS && socket.readyState === open && !states.includes(open);
}

const called: WebSocket = SockJS("/ws", undefined, { sessionId: 16, transports: "xhr-polling" });
called.close(3_000, "reason");

export const sockets: InstanceType<typeof SockJS>[] = [SockJS("/ws"), new SockJS("/ws", [])];
