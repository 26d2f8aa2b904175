/**
 * The demo server's switch for what gets through to it. Other servers have none. Fires `change`.
 *
 * @typedef {{ websocket: "pass" | "block" | "swallow", streaming: "pass" | "buffer" }} State
 */
export class Network extends EventTarget {
  /** null where there is no such switch, undefined until that is known. @type {State | null | undefined} */
  state;

  /** Asks how it stands: every visitor of the server may have changed it. */
  async refresh() {
    try {
      const response = await fetch("/network");
      this.#stands(response.ok ? await response.json() : null);
    } catch {
      // A server that is away may come back with its switch; a page where the state should be is another server's.
      this.#stands(this.state ?? null);
    }
  }

  /** @param {Partial<State>} changes */
  async change(changes) {
    // Shown at once: a choice that jumped back until the answer is here would look refused.
    this.#stands({ ...this.state, ...changes });
    try {
      await fetch("/network", { method: "POST", body: JSON.stringify(changes) });
    } catch {
      // The server is away: when it is back, it is asked how it stands.
      return;
    }
  }

  /** @param {State | null} state */
  #stands(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}
