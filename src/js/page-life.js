// What becomes of the page. Browsers hide it, freeze it, keep it in their history, and lose its network; of workers
// they tell the last alone.

import { flushAll } from "./channel.js";
import { afterCrash, enter, hosts } from "./clients.js";
import { now } from "./clock.js";
import { wasm } from "./memory.js";

/** What each event is to the core: see `stompwire_signal`. @type {Record<string, number>} */
const SIGNALS = { online: 0, offline: 1, pageshow: 2, resume: 2, visibilitychange: 2, pagehide: 3, freeze: 3 };
const WAKE = 2;
const SUSPEND = 3;

/** Whether the page is going, for good or to come back. */
export let isGoing = false;

/** Listens as long as there is a client. */
export function followPage() {
  const act = hosts.size > 0 ? "addEventListener" : "removeEventListener";
  // Before the page's own listeners, because what those send is to outlive the page.
  for (const type in SIGNALS) globalThis[act]?.(type, turn, true);
  isGoing &&= hosts.size > 0;
}

afterCrash(followPage);

/** @param {Event} event */
function turn({ type }) {
  const signal = /** @type {number} */ (SIGNALS[type]);
  if (type === "visibilitychange" && document.hidden) return;
  if (signal >= WAKE) isGoing = signal === SUSPEND;
  // A connection ends after the page's own listeners: those that bubble are called in the order they were added.
  if (type === "pagehide") addEventListener(type, () => tellAll(signal), { once: true });
  else tellAll(signal);
}

/** @param {number} signal */
function tellAll(signal) {
  for (const [client, { followsPage }] of hosts) {
    if (followsPage) enter(() => wasm?.stompwire_signal(client, signal, now()));
  }
  if (isGoing) flushAll();
}
