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

/** Since the page has begun to go, for good or to come back. */
let going = false;

/** Whether it is going. A listener of the page's own may have been called before ours. */
export function isGoing() {
  return going || globalThis.event?.type === "pagehide";
}

/** Listens as long as there is a client. */
export function followPage() {
  const act = hosts.size > 0 ? "addEventListener" : "removeEventListener";
  // Those of the document are caught on their way to it.
  for (const type in SIGNALS) globalThis[act]?.(type, turn, true);
  going &&= hosts.size > 0;
}

afterCrash(followPage);

/** @param {Event} event */
function turn({ type }) {
  const isHidden = globalThis.document?.hidden;
  let signal = /** @type {number} */ (SIGNALS[type]);
  if (type === "visibilitychange" && isHidden) {
    // A page that is only hidden lives on.
    if (!going) return;
    signal = SUSPEND;
  }
  if (signal >= WAKE) going = signal === SUSPEND;
  // What the page's own listeners send is to leave before that: once they have been called, the page is hidden.
  if (type === "pagehide" && !isHidden) return;
  for (const [client, { followsPage }] of hosts) {
    if (followsPage) enter(() => wasm?.stompwire_signal(client, signal, now()));
  }
  if (going) flushAll();
}
