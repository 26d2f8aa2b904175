import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { until } from "../server/harness.mjs";
import { useNetworks } from "./networks.mjs";

const { start } = useNetworks();

/** In the page: each kind of worker, as that which takes messages for it. */
const WORKERS = {
  "a dedicated worker": (script) => new Worker(script, { type: "module" }),
  "a shared worker": (script) => new SharedWorker(script, { type: "module" }).port,
  "a service worker": async (script) => {
    await navigator.serviceWorker.register(script, { type: "module" });
    const { active } = await navigator.serviceWorker.ready;
    return active;
  },
};

describe("the client works over HTTP in", { timeout: 60_000 }, () => {
  for (const [what, make] of Object.entries(WORKERS)) {
    for (const transport of ["xhr-streaming", "xhr-polling"]) {
      it(`${what}, over ${transport}, with a URL that is relative to its script`, async (t) => {
        const { page, control } = await start(t, {}, { sameOrigin: true });
        const got = await page.evaluate(
          async ([make, ...question]) => {
            const worker = await eval(make)("client-worker.js");
            const { port1, port2 } = new MessageChannel();
            worker.postMessage(question, [port2]);
            return new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
          },
          [String(make), "ws", { transports: [transport] }],
        );
        assert.deepEqual(got, [transport, "from a worker"]);
        await until(() => control.connections().every(({ closed }) => closed));
      });
    }
  }
});
