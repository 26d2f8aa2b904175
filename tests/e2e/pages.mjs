import assert from "node:assert/strict";
import { after, before } from "node:test";

import { launchChromium, serveFolder } from "../packaging/browser.mjs";
import { installPackage, remove } from "../packaging/package.mjs";
import { serve } from "../server/harness.mjs";

/**
 * A browser and a site that has the package from the tarball, for the tests of one file.
 *
 * @param {() => Promise<object>} [launch] starts the browser; default: Chromium
 * @returns {{ open(t: import("node:test").TestContext, url?: string): Promise<Page>, folder(): string }} `open` gives a
 *   test a fresh page, with the globals of `page/page.js`; `url` is that of another server that serves `folder`.
 *   Uncaught errors of the page fail the test, but for those that it takes out of `errors`.
 *
 * @typedef {import("playwright-core").Page & { errors: string[] }} Page
 */
export function usePages(launch = launchChromium) {
  let project;
  let site;
  let browser;
  let page;

  before(async () => {
    project = await installPackage(new URL("page", import.meta.url));
    site = await serveFolder(project);
    browser = await launch();
    page = await browser.newPage();
    page.errors = [];
    // An unhandled rejection is among them.
    page.on("pageerror", (error) => page.errors.push(error.message));
  });
  after(async () => {
    await browser.close();
    await site.close();
    await remove(project);
  });

  async function open(t, url = site.url) {
    // To load it again ends all that the test before has left, and is much faster than to open another page.
    await page.goto(url);
    page.errors = [];
    t.after(() => assert.deepEqual(page.errors, [], "uncaught in the page"));
    return page;
  }

  return { open, folder: () => project };
}

/**
 * Pages, and for every test a demo server of its own.
 *
 * @param {Parameters<typeof usePages>} browser
 */
export function useDemoServer(...browser) {
  const { open } = usePages(...browser);

  /** @returns what tests need most: `url` is the plain WebSocket endpoint */
  async function start(t, options) {
    const server = await serve(t, options);
    const page = await open(t);
    return { page, server, control: server.control, url: `${server.url.replace("http", "ws")}/stomp` };
  }

  return { start };
}
