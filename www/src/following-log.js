/** Pixels from the end within which a reader is at the end. */
const NEAR = 40;

/**
 * A scrolling region that stays at its end while things are added to it, until its reader scrolls away from there.
 * Fires `followchange` when that begins or ends.
 */
class FollowingLog extends HTMLElement {
  #following = true;

  connectedCallback() {
    this.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new MutationObserver(() => this.#keep()).observe(this, { childList: true, characterData: true, subtree: true });
    new ResizeObserver(() => this.#keep()).observe(this);
  }

  get following() {
    return this.#following;
  }

  /** Set to true, it goes to the end. */
  set following(following) {
    this.#following = following;
    // The browser holds in place what is being read; it would hold a log that follows away from its end.
    this.style.overflowAnchor = following ? "none" : "auto";
    this.#keep();
  }

  #keep() {
    if (this.#following) this.scrollTop = this.scrollHeight;
  }

  #scrolled() {
    const following = this.scrollHeight - this.scrollTop - this.clientHeight < NEAR;
    if (following === this.#following) return;
    this.following = following;
    this.dispatchEvent(new Event("followchange"));
  }
}

customElements.define("following-log", FollowingLog);
