import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { launchLivingChromium } from "../packaging/living-chromium.mjs";
import { checkHidden, HIDDEN_BEATS, startHidden } from "./page-life-hidden.mjs";
import { useDemoServer } from "./pages.mjs";

const { start } = useDemoServer(launchLivingChromium);
const HIDDEN_MS = 40_000;

describe("a hidden page, whose timers the browser slows down,", { timeout: 120_000 }, () => {
  it(`keeps its connections, and their heart-beats, for ${HIDDEN_MS} ms`, async (t) => {
    const { page, server, control } = await start(t, HIDDEN_BEATS);
    await startHidden(t, page, server);
    await sleep(HIDDEN_MS);
    await checkHidden(page, control, HIDDEN_MS);
  });
});
