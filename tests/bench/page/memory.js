// What the module keeps of a frame that never ends.

import { Client } from "stompwire";

import { FakeSocket } from "./fake-socket.js";

/**
 * @param {{ frameBytes: number, pieceBytes: number }} options
 * @returns by how many bytes the module's memory has grown when the frame is refused
 */
export async function run({ frameBytes, pieceBytes }) {
  const memory = watchMemory();
  const socket = new FakeSocket();
  const client = new Client("ws://bench.test/", { webSocketFactory: () => socket, limits: { frameBytes } });
  await client.connect();
  let problem;
  client.addEventListener("disconnected", ({ reason }) => (problem = reason.code));
  const { onmessage } = socket;
  const before = (await memory).buffer.byteLength;
  onmessage({ data: "MESSAGE\ndestination:/topic/endless\n\n" });
  const data = "x".repeat(pieceBytes);
  for (let sent = 0; problem === undefined && sent < 2 * frameBytes; sent += pieceBytes) onmessage({ data });
  if (problem !== "protocol") throw new Error(`a frame over its limit ended with ${problem}`);
  return (await memory).buffer.byteLength - before;
}

/** The memory of the next module that the page instantiates. */
function watchMemory() {
  const { instantiate } = WebAssembly;
  return new Promise((resolve) => {
    WebAssembly.instantiate = async (...given) => {
      const instance = await instantiate(...given);
      resolve(instance.exports.memory);
      return instance;
    };
  });
}
