/** The seconds to a moment, as long as it is shown. */
class CountDown extends HTMLElement {
  #end = 0;
  #clock;

  connectedCallback() {
    this.#clock = setInterval(() => this.#show(), 1_000);
  }

  disconnectedCallback() {
    clearInterval(this.#clock);
  }

  /** @param {number} end as `performance.now()` has it */
  set end(end) {
    this.#end = end;
    this.#show();
  }

  #show() {
    const seconds = Math.ceil((this.#end - performance.now()) / 1_000);
    this.textContent = `${Math.max(seconds, 0)} s`;
  }
}

customElements.define("count-down", CountDown);
