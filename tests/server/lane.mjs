/** Runs tasks in order, one at a time: at once while none of them waits, behind the waiting one otherwise. */
export class Lane {
  /** @type {Promise<void> | null} */
  #waiting = null;

  /** @param {() => void | Promise<void>} task */
  run(task) {
    const running = this.#waiting ? this.#waiting.then(task) : task();
    if (!(running instanceof Promise)) return;
    this.#waiting = running;
    running.finally(() => {
      if (this.#waiting === running) this.#waiting = null;
    });
  }
}
