import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, describe, it } from "node:test";

import { NODE10, TYPESCRIPTS } from "./consumers.mjs";
import { installPackage, remove } from "./package.mjs";
import { runTool } from "./tools.mjs";

describe("TypeScript compiles a program that uses the whole interface", () => {
  let project;

  before(async () => {
    project = await installPackage(new URL("consumer/types", import.meta.url));
    const programs = ["program", "sockjs-extras", "sockjs-program"];
    await replaceInPlace("sockjs-program.ts", '"sockjs-client"', '"stompwire/sockjs-client"');
    for (const name of programs) await cp(join(project, `${name}.ts`), join(project, `${name}.cts`));
  });
  after(() => remove(project));

  async function replaceInPlace(file, from, to) {
    const path = join(project, file);
    await writeFile(path, (await readFile(path, "utf8")).replace(from, to));
  }

  for (const { name, options, extension } of TYPESCRIPTS) {
    it(`resolving as ${name}`, () => compile(project, options, `program.${extension}`));

    it(`with the drop-in for sockjs-client, resolving as ${name}`, () =>
      compile(project, [...options, "--esModuleInterop"], `sockjs-program.${extension}`, `sockjs-extras.${extension}`));
  }

  it("with the drop-in for sockjs-client as a namespace, resolving as node10", () =>
    compile(project, NODE10, "sockjs-namespace.ts"));
});

it("a program for the published types of sockjs-client is what the drop-in is tried with", async (t) => {
  const project = await installPackage(new URL("consumer/types", import.meta.url));
  t.after(() => remove(project));
  const types = "node_modules/@types/sockjs-client";
  await cp(fileURLToPath(new URL(`../${types}`, import.meta.url)), join(project, types), { recursive: true });
  await compile(project, [...NODE10, "--esModuleInterop"], "sockjs-program.ts");
});

const STRICT = ["--strict", "--noEmit", "--skipLibCheck", "false", "--target", "es2022", "--lib", "es2022,dom"];

function compile(project, options, ...files) {
  return runTool(["tsc", ...STRICT, ...options, ...files], project);
}
