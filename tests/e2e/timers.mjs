/**
 * Has the page keep its timers that wait in `timers`, which no browser tells.
 *
 * @param {import("playwright-core").Page} page
 */
export async function keepTimers(page) {
  await page.evaluate(() => {
    globalThis.timers = new Set();
    const { setTimeout, clearTimeout } = globalThis;
    globalThis.setTimeout = (act, ms) => {
      const timer = setTimeout(() => (timers.delete(timer), act()), ms);
      timers.add(timer);
      return timer;
    };
    globalThis.clearTimeout = (timer) => (timers.delete(timer), clearTimeout(timer));
  });
}
