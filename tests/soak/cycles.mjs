/*
 * node tests/soak/cycles.mjs [--cycles 1000]
 *
 * Needs `cargo xtask pack`. 1,000 cycles take minutes over each transport.
 */
import { describe, it } from "node:test";
import { parseArgs } from "node:util";

import { checkCycles } from "../e2e/cycles.mjs";
import { useDemoServer } from "../e2e/pages.mjs";

const { values } = parseArgs({ options: { cycles: { type: "string", default: "1000" } } });
const { start } = useDemoServer();

describe(`${values.cycles} clients that lose their connection once, one after the other,`, () => {
  for (const transport of ["websocket", "xhr-streaming", "xhr-polling"]) {
    it(`leave nothing behind over ${transport}`, async (t) => {
      const { page, server, url, control } = await start(t);
      const where = transport === "websocket" ? url : `${server.url}/ws`;
      const { grownBytes } = await checkCycles(page, control, where, transport, Number(values.cycles));
      t.diagnostic(`the heap has grown by ${grownBytes} bytes`);
    });
  }
});
