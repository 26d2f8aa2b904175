// One timer for each client: the core says when it has to be asked again.

import { afterCrash, enter } from "./clients.js";
import { now } from "./clock.js";
import { wasm } from "./memory.js";

/** @type {Map<number, ReturnType<typeof setTimeout>>} */
const timers = new Map();

/** @param {number} client @param {number} at */
export function timer(client, at) {
  clearTimeout(timers.get(client));
  timers.delete(client);
  if (at < 0) return;
  // A longer wait than a timer can hold only means that the core is asked once more.
  const wait = Math.min(Math.max(at - now(), 0), 0x7fff_ffff);
  timers.set(client, setTimeout(() => enter(() => wasm.stompwire_timeout(client, now())), wait));
}

afterCrash(() => {
  for (const client of timers.keys()) timer(client, -1);
});
