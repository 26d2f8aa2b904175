import { launchFirefox } from "../packaging/firefox.mjs";

/** @param {string} executablePath */
export async function startFirefox(executablePath) {
  const browser = await launchFirefox(executablePath);
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
