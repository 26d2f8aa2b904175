import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { until } from "../server/harness.mjs";
import { useNetworks } from "./networks.mjs";
import { WORKERS, askWorker } from "./workers.mjs";

const { start } = useNetworks();

describe("the client works over HTTP in", { timeout: 60_000 }, () => {
  for (const [what, make] of Object.entries(WORKERS)) {
    for (const transport of ["xhr-streaming", "xhr-polling"]) {
      it(`${what}, over ${transport}, with a URL that is relative to its script`, async (t) => {
        const { page, control } = await start(t, {}, { sameOrigin: true });
        const got = await askWorker(page, make, "client-worker.js", ["ws", { transports: [transport] }]);
        assert.deepEqual(got, [transport, "from a worker"]);
        await until(() => control.connections().every(({ closed }) => closed));
      });
    }
  }
});
