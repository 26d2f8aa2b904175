// What a page keeps of a long response, while it still goes on.

import { open } from "./sockjs-peers.js";

/**
 * @param {{ peer: string, url: string, bytes: number, pieceBytes: number }} options
 * @returns by how many bytes the page has grown; null where the browser does not tell
 */
export async function run({ peer, url, bytes, pieceBytes }) {
  if (!("watchHeap" in globalThis)) return null;
  const socket = await open(peer, url, { transports: ["xhr-streaming"] });
  await receivePiece(socket, pieceBytes);
  await watchHeap();
  for (let received = 0; received < bytes; received += pieceBytes) await receivePiece(socket, pieceBytes);
  return heapGrowth();
}

/** The next one is asked for when this one is here: nothing piles up but what the client keeps. */
function receivePiece(socket, pieceBytes) {
  return new Promise((resolve) => {
    let left = pieceBytes;
    socket.onmessage = ({ data }) => {
      left -= data.length;
      if (left === 0) resolve();
    };
    socket.send("more");
  });
}
