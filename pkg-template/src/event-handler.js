// Event handlers such as `onopen`, as the DOM has them.

/**
 * A property for handlers of one type of event. A handler is called in the place among the listeners where one was
 * first set; what is no function counts as none.
 *
 * @param {string} type
 * @returns {PropertyDescriptor & ThisType<EventTarget>}
 */
export function eventHandler(type) {
  /** @type {WeakMap<EventTarget, (event: Event) => void>} */
  const handlers = new WeakMap();

  /** @this {EventTarget} @param {Event} event */
  function handle(event) {
    handlers.get(this)?.call(this, event);
  }

  return {
    configurable: true,
    enumerable: true,
    get() {
      return handlers.get(this) ?? null;
    },
    set(handler) {
      if (typeof handler === "function") {
        handlers.set(this, handler);
        this.addEventListener(type, handle);
      } else {
        handlers.delete(this);
        this.removeEventListener(type, handle);
      }
    },
  };
}
