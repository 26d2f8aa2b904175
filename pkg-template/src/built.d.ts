// What `xtask/bundle.mjs` provides.

/** The gzipped module as base64. */
declare module "stompwire:wasm" {
  const base64: string;
  export default base64;
}

/** What the module imports: functions of `src/js/`. */
declare module "stompwire:glue" {
  export function imports(): WebAssembly.Imports;
}
