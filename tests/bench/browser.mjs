import { chromium } from "playwright-core";

/** Nothing in the background while something is measured. */
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Headless Chromium, which `cargo xtask bench` finds. */
export async function startChromium() {
  const executablePath = process.env.STOMPWIRE_CHROMIUM;
  if (!executablePath) throw new Error("STOMPWIRE_CHROMIUM is not set: run this through cargo xtask bench");
  return chromium.launch({ executablePath, args: QUIET });
}

/**
 * Runs a module of `page/` in a page of its own, with nothing cached.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @param {string} module
 * @param {object} options
 */
export async function runInPage(browser, url, module, options) {
  const page = await browser.newPage();
  try {
    await page.goto(url);
    return await page.evaluate(async ([module, options]) => (await import(`/${module}.js`)).run(options), [module, options]);
  } finally {
    await page.close();
  }
}
