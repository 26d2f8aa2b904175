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
}

/** Lets the page come back from there. */
export function show() {
  dispatchEvent(new Event("pageshow"));
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
