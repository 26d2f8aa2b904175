import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { until } from "../server/harness.mjs";
import { useDemoServer } from "./pages.mjs";
import { WORKERS, askWorker } from "./workers.mjs";

const { start } = useDemoServer();

describe("a connection that is lost is made again, and brings what waits in order, in", { timeout: 60_000 }, () => {
  for (const [what, make] of Object.entries(WORKERS)) {
    for (const transport of ["websocket", "xhr-streaming", "xhr-polling"]) {
      it(`${what}, over ${transport}`, async (t) => {
        const { page, server, url, control } = await start(t);
        control.script({ rules: [{ on: "receive", command: "SEND", do: [{ reset: true }] }] });
        const where = transport === "websocket" ? url : `${server.url}/ws`;
        const options = { transports: [transport], reconnect: { initialDelayMs: 50 } };
        const [told, bodies] = await askWorker(page, make, "losing-worker.js", [where, options]);
        assert.deepEqual(told, ["connection-lost true connecting", "again"]);
        assert.deepEqual(bodies, ["one", "two", "three"]);
        await until(() => control.connections().every(({ closed }) => closed));
      });
    }
  }
});
