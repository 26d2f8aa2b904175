import { describe, it } from "node:test";

import { checkCycles } from "./cycles.mjs";
import { useDemoServer } from "./pages.mjs";

const { start } = useDemoServer();

describe("50 clients that lose their connection once, one after the other,", { timeout: 300_000 }, () => {
  for (const transport of ["websocket", "xhr-streaming", "xhr-polling"]) {
    it(`leave no timer, listener, socket, request nor memory behind, over ${transport}`, async (t) => {
      const { page, server, url, control } = await start(t);
      await checkCycles(page, control, transport === "websocket" ? url : `${server.url}/ws`, transport, 50);
    });
  }
});
