// Leaves clients for a while at addresses where no SockJS is, or is no more.

import { open } from "./sockjs-peers.js";

/** @param {{ visits: { peer: string, url: string, options?: object }[], seconds: number }} options */
export async function run({ visits, seconds }) {
  for (const { peer, url, options } of visits) open(peer, url, options).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}
