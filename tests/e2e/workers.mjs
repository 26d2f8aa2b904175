/** In the page: each kind of worker, as that which takes messages for it. */
export const WORKERS = {
  "a dedicated worker": (script) => new Worker(script, { type: "module" }),
  "a shared worker": (script) => new SharedWorker(script, { type: "module" }).port,
  "a service worker": async (script) => {
    await navigator.serviceWorker.register(script, { type: "module" });
    const { active } = await navigator.serviceWorker.ready;
    return active;
  },
};

/**
 * @param {import("playwright-core").Page} page
 * @param {(script: string) => unknown} make one of `WORKERS`
 * @param {string} script one of those in `page/`
 * @param {unknown[]} question
 * @returns what the worker answers
 */
export function askWorker(page, make, script, question) {
  return page.evaluate(
    async ([make, script, question]) => {
      const worker = await (0, eval)(make)(script);
      const { port1, port2 } = new MessageChannel();
      worker.postMessage(question, [port2]);
      return new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
    },
    [String(make), script, question],
  );
}
