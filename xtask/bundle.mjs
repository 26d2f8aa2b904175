// Bundles the package's entries: `node bundle.mjs <built module> <package>`.
//
// The facade names two modules that only a build can provide: `stompwire:glue`, what the WebAssembly module
// imports, and `stompwire:wasm`, the gzipped module as base64.

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const [built, packageFolder] = process.argv.slice(2);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, "pkg-template/src");

const shared = {
  bundle: true,
  minify: true,
  logLevel: "warning",
  // Where `DecompressionStream` arrived, and the features of WebAssembly that Rust takes for granted.
  target: ["es2022", "chrome96", "firefox113", "safari16.4"],
  // Ours alone: what is private by convention starts with one underscore; the module's exports have their short
  // names already.
  mangleProps: /^(_[a-z]|stompwire_)/,
  mangleCache: JSON.parse(await readFile(join(built, "exports.json"), "utf8")),
  outdir: join(packageFolder, "dist"),
  plugins: [{ name: "stompwire", setup: resolveBuilt }],
};

const entries = [join(sources, "index.js"), join(sources, "slim.js")];

// esbuild refuses a top-level `await` in CommonJS and classic scripts, so the module of the same sources has none
// either: it would hold up every module that imports it.
const results = await Promise.allSettled([
  build({ ...shared, format: "esm", entryPoints: entries }),
  build({
    ...shared,
    format: "cjs",
    // Only for Node does esbuild spell out the names that `import { … }` of a CommonJS file needs.
    platform: "node",
    entryPoints: entries,
    outExtension: { ".js": ".cjs" },
  }),
  build({
    ...shared,
    format: "iife",
    globalName: "stompwire",
    entryPoints: [{ in: join(sources, "index.js"), out: "stompwire.global" }],
  }),
]);

// esbuild has said why.
if (results.some(({ status }) => status === "rejected")) process.exitCode = 1;

function resolveBuilt({ onResolve, onLoad }) {
  onResolve({ filter: /^stompwire:/ }, ({ path }) => ({ path, namespace: "built" }));

  // The module names its imports by file and function. Those files are the ones that the facade imports, so
  // that there is one instance of each.
  onLoad({ filter: /^stompwire:glue$/, namespace: "built" }, async () => {
    const module = await WebAssembly.compile(await readFile(join(built, "stompwire.wasm")));
    const imports = WebAssembly.Module.imports(module);
    const files = [...new Set(imports.map(({ module }) => module))];
    const names = (file) => imports.filter(({ module }) => module === file).map(({ name }) => name).join(", ");
    return {
      resolveDir: join(root, "src/js"),
      contents: `${files.map((file) => `import { ${names(file)} } from "./${file}.js";`).join("\n")}
        export const imports = () => ({ ${files.map((file) => `${file}: { ${names(file)} }`).join(", ")} });`,
    };
  });

  onLoad({ filter: /^stompwire:wasm$/, namespace: "built" }, async () => ({
    contents: `export default ${JSON.stringify(await readFile(join(built, "stompwire.wasm.gz"), "base64"))};`,
  }));
}
