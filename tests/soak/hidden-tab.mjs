/*
 * node tests/soak/hidden-tab.mjs [--minutes 3]
 *
 * Needs `cargo xtask pack`.
 */
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

import { checkHidden, HIDDEN_BEATS, startHidden } from "../e2e/page-life-hidden.mjs";
import { useDemoServer } from "../e2e/pages.mjs";
import { launchLivingChromium } from "../packaging/living-chromium.mjs";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "3" } } });
const { start } = useDemoServer(launchLivingChromium);

it(`a page that is hidden for ${values.minutes} minutes keeps its connections and their heart-beats`, async (t) => {
  const hiddenMs = Number(values.minutes) * 60_000;
  const { page, server, control } = await start(t, HIDDEN_BEATS);
  await startHidden(t, page, server);
  await sleep(hiddenMs);
  const beats = await checkHidden(page, control, hiddenMs);
  t.diagnostic(`heart-beats that arrived on each connection: ${beats}`);
});
