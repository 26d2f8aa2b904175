import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";

import { USAGE, readArguments } from "./arguments.mjs";
import { runInPage, startChromium } from "./browser.mjs";
import { startSource } from "./source.mjs";
import { table } from "./table.mjs";

const RESULTS = join(import.meta.dirname, "../results");

const { parts, quick, markdown, help } = readArguments(process.argv.slice(2));
if (help) {
  console.log(USAGE);
  process.exit();
}

const source = await startSource();
const browser = await startChromium();
const report = { browser: `Chromium ${browser.version()}`, processor: cpus()[0].model, cores: cpus().length, quick };
try {
  console.log(`${report.browser}, ${report.cores} × ${report.processor}`);
  for (const name of parts) {
    const part = await import(`./parts/${name}.mjs`);
    console.error(`measuring ${name} (${parts.indexOf(name) + 1} of ${parts.length})`);
    const inPage = (module, options) => runInPage(browser, source.url, module, options);
    report[name] = await part.measure({ inPage, quick, source });
    const lines = table(part.header, part.present(report[name]), markdown);
    console.log(["", part.title, ...(markdown ? [""] : []), ...lines].join("\n"));
  }
} finally {
  await browser.close();
  source.close();
}

await mkdir(RESULTS, { recursive: true });
await writeFile(join(RESULTS, "bench.json"), `${JSON.stringify(report, null, 2)}\n`);
