import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";

import { USAGE, readArguments } from "./arguments.mjs";
import { BROWSERS } from "./browsers.mjs";
import { startSource } from "./source.mjs";
import { table } from "./table.mjs";

const RESULTS = join(import.meta.dirname, "../results");

const { parts, browsers, quick, markdown, help } = readArguments(process.argv.slice(2));
if (help) {
  console.log(USAGE);
  process.exit();
}

const report = { processor: cpus()[0].model, cores: cpus().length, quick, browsers: [] };
const source = await startSource();
try {
  for (const name of browsers) await measureIn(name);
} finally {
  source.close();
}
await mkdir(RESULTS, { recursive: true });
await writeFile(join(RESULTS, "bench.json"), `${JSON.stringify(report, null, 2)}\n`);

async function measureIn(name) {
  const executable = BROWSERS[name].find();
  if (!executable) {
    console.log(`\n${name}: not measured, it is not on the PATH`);
    return;
  }
  const browser = await BROWSERS[name].start(executable);
  const measured = { name, version: browser.version };
  report.browsers.push(measured);
  try {
    console.log(`\n${name} ${measured.version}, ${report.cores} × ${report.processor}`);
    for (const part of parts) {
      console.error(`measuring ${part} (${parts.indexOf(part) + 1} of ${parts.length})`);
      const { title, header, page = "", measure, present } = await import(`./parts/${part}.mjs`);
      const inPage = (module, options) =>
        browser.evaluate(source.url + page, `import("/${module}.js").then(({ run }) => run(${JSON.stringify(options)}))`);
      measured[part] = await measure({ inPage, source, quick });
      const lines = table(header, present(measured[part], name), markdown);
      console.log(["", title, ...(markdown ? [""] : []), ...lines].join("\n"));
    }
  } finally {
    await browser.close();
  }
}
