import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { TYPESCRIPTS } from "./consumers.mjs";
import { installPackage, remove } from "./package.mjs";
import { runTool } from "./tools.mjs";

describe("TypeScript compiles a program that uses the whole interface", () => {
  let project;

  before(async () => {
    project = await installPackage(new URL("consumer/types", import.meta.url));
    await copyFile(join(project, "program.ts"), join(project, "program.cts"));
  });
  after(() => remove(project));

  const strict = ["--strict", "--noEmit", "--skipLibCheck", "false", "--target", "es2022", "--lib", "es2022,dom"];

  for (const { name, options, file } of TYPESCRIPTS) {
    it(`resolving as ${name}`, () => runTool(["tsc", ...strict, ...options, file], project));
  }
});
