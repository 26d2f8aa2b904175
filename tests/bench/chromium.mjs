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

/** @param {string} executablePath */
export async function startChromium(executablePath) {
  const browser = await chromium.launch({ executablePath, args: QUIET });
  return {
    version: browser.version(),
    /** Evaluates an expression in a new page, with nothing cached, and gives what its promise gives. */
    async evaluate(url, expression) {
      const page = await browser.newPage();
      await page.goto(url);
      const result = await page.evaluate(expression);
      await page.close();
      return result;
    },
    close: () => browser.close(),
  };
}
