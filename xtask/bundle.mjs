// Bundles the package's entries: `node bundle.mjs <built module> <package>`.
//
// The facade names two modules that only a build can provide: `stompwire:glue`, what the WebAssembly module
// imports, and `stompwire:wasm`, the gzipped module as base64.

import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minify } from "terser";

const [built, packageFolder] = process.argv.slice(2);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, "pkg-template/src");

const dist = join(packageFolder, "dist");

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
  outdir: dist,
  write: false,
  plugins: [{ name: "stompwire", setup: resolveBuilt }],
};

const source = (name) => join(sources, `${name}.js`);

// esbuild refuses a top-level `await` in CommonJS and classic scripts, so the module of the same sources has none
// either: it would hold up every module that imports it.
await together([
  // What entries share is in one file, so that a page that imports several loads one WebAssembly. `slim` shares
  // nothing: it is for those who want none of it in their JavaScript.
  modules({ splitting: true, chunkNames: "core", entryPoints: [source("index"), source("sockjs-client")] }),
  modules({ entryPoints: [source("slim")] }),
  classic("index", "stompwire.global", "stompwire"),
  classic("sockjs-client", "compat.global", "SockJS", "SockJS=SockJS.default;"),
]);

await together([
  commonJs("core"),
  commonJs("index"),
  commonJs("slim"),
  // What `require` gives is the constructor itself, as `require("sockjs-client")` does.
  commonJs("sockjs-client", "module.exports=module.exports.default;module.exports.default=module.exports;"),
]);

async function together(builds) {
  const results = await Promise.allSettled(builds);
  const failed = results.filter(({ status }) => status === "rejected");
  // Where these are esbuild's own, it has said why.
  for (const { reason } of failed) if (!reason.errors) console.error(reason);
  if (failed.length > 0) process.exit(1);
}

async function modules(options) {
  await shrink(await build({ ...shared, format: "esm", ...options }), true);
}

/** A script whose one global has the entry's exports, or what `end` makes of them. */
async function classic(entry, out, globalName, end = "") {
  const entryPoints = [{ in: source(entry), out }];
  await shrink(await build({ ...shared, format: "iife", globalName, footer: { js: end }, entryPoints }), false);
}

/** Writes what esbuild has made, minified once more: it names and inlines better, 450 bytes after gzip. */
async function shrink({ outputFiles }, module) {
  for (const { path, text } of outputFiles) {
    const { code } = await minify(text, { module, ecma: 2020, compress: { passes: 2 } });
    await writeFile(path, code);
  }
}

/** The same as CommonJS: made of the module, which esbuild can split and this format cannot. */
function commonJs(name, end = "") {
  return build({
    bundle: true,
    minify: true,
    logLevel: "warning",
    target: shared.target,
    format: "cjs",
    // Only for Node does esbuild spell out the names that `import { … }` of a CommonJS file needs.
    platform: "node",
    footer: { js: end },
    entryPoints: [join(dist, `${name}.js`)],
    outfile: join(dist, `${name}.cjs`),
    plugins: [{ name: "core", setup: requireCore }],
  });
}

function requireCore({ onResolve }) {
  onResolve({ filter: /^\.\/core\.js$/ }, () => ({ path: "./core.cjs", external: true }));
}

function resolveBuilt({ onResolve, onLoad }) {
  onResolve({ filter: /^stompwire:/ }, ({ path }) => ({ path, namespace: "built" }));

  // The files of its imports are the ones that the facade imports, so that there is one instance of each.
  onLoad({ filter: /^stompwire:glue$/, namespace: "built" }, async () => {
    const imports = Object.entries(JSON.parse(await readFile(join(built, "imports.json"), "utf8")));
    return {
      resolveDir: join(root, "src/js"),
      contents: `${imports.map(([, [file, name]]) => `import { ${name} } from "./${file}.js";`).join("\n")}
        export const imports = () => ({ js: { ${imports.map(([short, [, name]]) => `${short}: ${name}`).join(", ")} } });`,
    };
  });

  onLoad({ filter: /^stompwire:wasm$/, namespace: "built" }, async () => ({
    contents: `export default ${JSON.stringify(await readFile(join(built, "stompwire.wasm.gz"), "base64"))};`,
  }));
}
