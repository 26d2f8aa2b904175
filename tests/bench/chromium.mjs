import { launchChromium } from "../packaging/browser.mjs";
import { exposeHeap } from "./heap.mjs";

/** @param {string} executablePath */
export async function startChromium(executablePath) {
  const browser = await launchChromium(executablePath);
  return {
    version: browser.version(),
    /** Evaluates an expression in a new page, with nothing cached, and gives what its promise gives. */
    async evaluate(url, expression) {
      const page = await browser.newPage();
      await exposeHeap(page);
      await page.goto(url);
      const result = await page.evaluate(expression);
      await page.close();
      return result;
    },
    close: () => browser.close(),
  };
}
