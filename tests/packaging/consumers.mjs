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
  { name: "esbuild", make: ["esbuild", "src/index.js", "--bundle", "--outfile=dist/main.js"], page: "bundle.html" },
  {
    name: "Rollup with node-resolve",
    make: ["rollup", "src/index.js", "--plugin=node-resolve", "--file=dist/main.js"],
    page: "bundle.html",
  },
  { name: "a module script", page: "plain.html" },
  { name: "a module script with the slim entry", page: "plain-slim.html" },
  { name: "a classic script", page: "classic.html" },
  { name: "a dedicated worker", page: "worker.html" },
  { name: "a shared worker", page: "shared-worker.html" },
];

/** How TypeScript may look for a package, and what it then takes `program.ts` for. */
export const TYPESCRIPTS = [
  { name: "nodenext, ESM", options: ["--module", "nodenext"], file: "program.ts" },
  { name: "nodenext, CommonJS", options: ["--module", "nodenext"], file: "program.cts" },
  { name: "bundler", options: ["--module", "esnext", "--moduleResolution", "bundler"], file: "program.ts" },
  { name: "node10", options: ["--module", "commonjs", "--moduleResolution", "node10"], file: "program.ts" },
];
