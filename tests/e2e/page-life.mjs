// What a browser does to its pages, in Chromium as `launchLivingChromium` starts it.

/**
 * Hides a page behind another tab.
 *
 * @param {import("node:test").TestContext} t
 * @param {import("playwright-core").Page} page
 * @returns {Promise<() => Promise<void>>} shows it again
 */
export async function hide(t, page) {
  const other = await page.context().newPage();
  t.after(() => other.close());
  await other.bringToFront();
  await page.evaluate(() => until(() => document.hidden));
  return async () => {
    await page.bringToFront();
    await page.evaluate(() => until(() => !document.hidden));
  };
}

/**
 * Takes the network away.
 *
 * @param {import("node:test").TestContext} t
 * @param {import("playwright-core").Page} page
 * @returns {Promise<() => Promise<void>>} gives it back
 */
export async function takeOffline(t, page) {
  const session = await page.context().newCDPSession(page);
  // With its session ends what it has asked for.
  t.after(() => session.detach());
  await session.send("Network.enable");
  const emulate = async (offline) => {
    const conditions = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
    await session.send("Network.emulateNetworkConditions", { offline, ...conditions });
    await page.evaluate((offline) => until(() => navigator.onLine !== offline), offline);
  };
  await emulate(true);
  return () => emulate(false);
}

/** Tells a page all good news at once, in every order. @param {import("playwright-core").Page} page */
export function tellEverything(page) {
  return page.evaluate(() => {
    const news = ["online", "pageshow", "resume", "visibilitychange"];
    for (const first of news) {
      for (const type of [first, ...news]) {
        const target = ["online", "pageshow"].includes(type) ? window : document;
        target.dispatchEvent(new Event(type, { bubbles: true }));
      }
    }
  });
}
