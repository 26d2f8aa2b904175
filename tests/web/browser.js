// What the browser does to a page, and keeps for it.

/** Resolves when everything has happened that is due. */
export function turn() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage("");
  });
}

/** What the browser keeps for this tab. */
export function recorded(key) {
  return sessionStorage.getItem(key);
}

export function record(key, text) {
  sessionStorage.setItem(key, text);
}

/** Lets the page go, for good or into the browser's history. */
export function hide() {
  dispatchEvent(new Event("pagehide"));
  setHidden(true);
  tell("visibilitychange");
}

/** Lets the page come back from there. */
export function show() {
  setHidden(false);
  tell("visibilitychange");
  dispatchEvent(new Event("pageshow"));
}

/** Lets the window, or the document, hear an event that browsers do not let bubble. */
export function tell(type) {
  const target = ["online", "offline"].includes(type) ? globalThis : document;
  target.dispatchEvent(new Event(type));
}

const { addEventListener: add, removeEventListener: remove } = globalThis;
/** The window's listeners. */
const listeners = new Set();

/** Counts them from here on. */
export function watchListeners() {
  listeners.clear();
  globalThis.addEventListener = (...given) => {
    listeners.add(String(given[0]));
    add(...given);
  };
  globalThis.removeEventListener = (...given) => {
    listeners.delete(String(given[0]));
    remove(...given);
  };
}

export function countListeners() {
  return listeners.size;
}

export function unwatchListeners() {
  Object.assign(globalThis, { addEventListener: add, removeEventListener: remove });
}

/** Calls `act` when the page goes, in a listener of the page's own. */
export function whenHiding(act) {
  addEventListener("pagehide", act, { once: true });
}

/** Lets the page be in a tab that nobody looks at, or again in one that somebody does. */
export function setHidden(hidden) {
  if (hidden) Object.defineProperty(document, "hidden", { value: true, configurable: true });
  else delete document.hidden;
}

/** Runs `act` as in a tab that nobody looks at. */
export function whileHidden(act) {
  setHidden(true);
  try {
    act();
  } finally {
    setHidden(false);
  }
}
