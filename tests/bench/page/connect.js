// How long `connect()` takes to make its socket: on a page that never used the package, and again.

import { Client } from "stompwire";

import { FakeSocket } from "./fake-socket.js";

export async function run() {
  return { first: await toSocket(), again: await toSocket() };
}

async function toSocket() {
  let made = 0;
  const client = new Client("ws://bench.test/", {
    webSocketFactory: () => {
      made = performance.now();
      return new FakeSocket();
    },
  });
  const start = performance.now();
  await client.connect();
  return made - start;
}
