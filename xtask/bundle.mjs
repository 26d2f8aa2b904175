// Bundles the package's entries: `node bundle.mjs <built module> <package>`.
//
// The facade names two modules that only a build can provide: `stompwire:glue`, the generated bindings,
// and `stompwire:wasm`, the gzipped module as base64.

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
  // The bindings name each imported file once for each function that they take from it.
  logOverride: { "duplicate-object-key": "silent" },
  // Where `DecompressionStream` arrived, and the reference types that the bindings need.
  // What is private by convention starts with one underscore, and has short names in the package.
  mangleProps: /^_[a-z]/,
  target: ["es2022", "chrome96", "firefox113", "safari16.4"],
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
  // Only the table of imports is used: our loader can make a second instance after a crash, theirs cannot.
  onResolve({ filter: /^stompwire:glue$/ }, () => ({ path: join(built, "stompwire.js"), namespace: "glue" }));
  onLoad({ filter: /.*/, namespace: "glue" }, async ({ path }) => ({
    contents: `${await readFile(path, "utf8")}\nexport { __wbg_get_imports as imports };`,
    resolveDir: built,
  }));

  // The bindings import copies of our files. The facade imports the files themselves, and both must meet
  // in one instance of each.
  onResolve({ filter: /^\.\/snippets\/stompwire-[0-9a-f]+\/src\/js\// }, ({ path }) => ({
    path: join(root, path.slice(path.indexOf("/src/js/"))),
  }));

  onResolve({ filter: /^stompwire:wasm$/ }, () => ({ path: "stompwire.wasm.gz", namespace: "built" }));
  onLoad({ filter: /.*/, namespace: "built" }, async ({ path }) => {
    const base64 = await readFile(join(built, path), "base64");
    return { contents: `export default ${JSON.stringify(base64)};` };
  });
}
