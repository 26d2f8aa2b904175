/**
 * The table of consumers that run in a browser, none of them configured. `make` is the command that bundles, `page`
 * what is opened, from `folder` where that is not the project's own.
 *
 * @type {{ name: string, make?: string[], folder?: string, page: string }[]}
 */
export const PAGES = [
  { name: "Vite, built", make: ["vite", "build"], folder: "dist", page: "index.html" },
  { name: "webpack", make: ["webpack", "--mode=production"], page: "bundle.html" },
  { name: "webpack, for development", make: ["webpack", "--mode=development"], page: "bundle.html" },
  {
    name: "webpack with the slim entry",
    make: ["webpack", "--mode=production", "--entry=./src/slim.js"],
    page: "bundle.html",
  },
  {
    name: "webpack, where the first file preloads and no more",
    make: ["webpack", "--mode=production", "--entry=./src/preloading.js"],
    page: "bundle.html",
  },
  { name: "esbuild", make: ["esbuild", "src/index.js", "--bundle", "--outfile=dist/main.js"], page: "bundle.html" },
  {
    name: "Rollup with node-resolve",
    make: ["rollup", "src/index.js", "--plugin=node-resolve", "--file=dist/main.js"],
    page: "bundle.html",
  },
  { name: "a module script", page: "plain.html" },
  { name: "a module script with the slim entry", page: "plain-slim.html" },
  { name: "a classic script", page: "classic.html" },
  { name: "a classic script with the drop-in for sockjs-client", page: "classic-sockjs.html" },
  { name: "a dedicated worker", page: "worker.html" },
  { name: "a shared worker", page: "shared-worker.html" },
];

/** Those that use the default entry and the drop-in for sockjs-client together, as above. @type {typeof PAGES} */
export const PAGES_OF_BOTH = [
  { name: "Vite, built", make: ["vite", "build", "both"], folder: "both/dist", page: "index.html" },
  { name: "webpack", make: ["webpack", "--mode=production", "--entry=./both/main.js"], page: "bundle.html" },
  { name: "esbuild", make: ["esbuild", "both/main.js", "--bundle", "--outfile=dist/main.js"], page: "bundle.html" },
  {
    name: "Rollup with node-resolve",
    make: ["rollup", "both/main.js", "--plugin=node-resolve", "--file=dist/main.js"],
    page: "bundle.html",
  },
  { name: "module scripts", page: "plain-both.html" },
];

export const NODE10 = ["--module", "commonjs", "--moduleResolution", "node10"];

/** How TypeScript may look for a package, and the files that it then takes for one kind of module or the other. */
export const TYPESCRIPTS = [
  { name: "nodenext, ESM", options: ["--module", "nodenext"], extension: "ts" },
  { name: "nodenext, CommonJS", options: ["--module", "nodenext"], extension: "cts" },
  { name: "bundler", options: ["--module", "esnext", "--moduleResolution", "bundler"], extension: "ts" },
  { name: "node10", options: NODE10, extension: "ts" },
];
