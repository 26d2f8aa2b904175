import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { chromium } from "playwright-core";

import { CHROMIUM, QUIET } from "./browser.mjs";

/**
 * Headless Chromium as people have it. One that Playwright starts never hides or freezes a page, and keeps none for its
 * history.
 *
 * @returns {Promise<{ newPage(): Promise<import("playwright-core").Page>, close(): Promise<void> }>}
 */
export async function launchLivingChromium() {
  const profile = await mkdtemp(join(tmpdir(), "stompwire-profile-"));
  const child = spawn(CHROMIUM, [
    "--headless=new",
    "--remote-debugging-port=0",
    `--user-data-dir=${profile}`,
    ...QUIET,
    "about:blank",
  ], { stdio: ["ignore", "ignore", "pipe"] });
  const end = () => child.kill();
  process.once("exit", end);
  const exited = once(child, "exit");

  const browser = await chromium.connectOverCDP(await endpoint(child), { noDefaults: true });
  const [context] = browser.contexts();
  return {
    newPage: () => context.newPage(),
    async close() {
      const session = await browser.newBrowserCDPSession();
      // It may be gone before it can answer.
      await session.send("Browser.close").catch(() => {});
      await exited;
      process.off("exit", end);
      await rm(profile, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** Where it says that it listens. @param {import("node:child_process").ChildProcess} child */
async function endpoint({ stderr }) {
  const lines = [];
  for await (const line of createInterface({ input: stderr })) {
    const url = /^DevTools listening on (ws:\S+)$/.exec(line)?.[1];
    if (url) {
      // Nobody reads what else it says, and a full pipe would stop it.
      stderr.resume();
      return url;
    }
    lines.push(line);
  }
  throw new Error(`Chromium does not start: ${lines.join("\n")}`);
}
