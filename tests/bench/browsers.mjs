import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

import { startChromium } from "./chromium.mjs";
import { startFirefox } from "./firefox.mjs";

/** The browsers that can be measured, where they are found: each starts headless. */
export const BROWSERS = {
  Chromium: { find: () => process.env.STOMPWIRE_CHROMIUM ?? onPath("chromium"), start: startChromium },
  Firefox: { find: () => process.env.STOMPWIRE_FIREFOX ?? onPath("firefox-esr", "firefox"), start: startFirefox },
};

/** The first program of these names. */
function onPath(...names) {
  const folders = process.env.PATH.split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
}
