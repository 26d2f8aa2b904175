// What a page has as globals where it is tried with the drop-in for sockjs-client: `SockJS`, and these.

import SockJS from "/node_modules/stompwire/dist/sockjs-client.js";

/** A connection that is open. */
function opened(...given) {
  const socket = new SockJS(...given);
  return new Promise((resolve, reject) => {
    socket.addEventListener("open", () => resolve(socket));
    socket.addEventListener("close", ({ code, reason }) => reject(new Error(`${code} ${reason}`)));
  });
}

/** How a connection ends. */
function ended(socket) {
  return new Promise((resolve) =>
    socket.addEventListener("close", ({ code, reason, wasClean }) => resolve({ code, reason, wasClean })),
  );
}

/** The next messages, so many of them. */
function messages(socket, count) {
  const all = [];
  return new Promise((resolve, reject) => {
    socket.addEventListener("message", ({ data }) => {
      all.push(data);
      if (all.length === count) resolve(all);
    });
    socket.addEventListener("close", ({ code, reason }) => reject(new Error(`${code} ${reason} after ${all.length}`)));
  });
}

/** Everything a connection tells, in order, as lines that begin with its state. */
function record(socket) {
  const lines = [];
  for (const type of ["open", "message", "heartbeat", "error", "close"]) {
    socket.addEventListener(type, ({ data, code, reason, wasClean }) => {
      const told = [socket.readyState, type, data, code, reason, wasClean];
      lines.push(told.filter((part) => part !== undefined).join(" "));
    });
  }
  return lines;
}

Object.assign(globalThis, { SockJS, opened, ended, messages, record });
