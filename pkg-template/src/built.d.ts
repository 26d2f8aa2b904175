/** The gzipped module as base64; `xtask/bundle.mjs` provides it. */
declare module "stompwire:wasm" {
  const base64: string;
  export default base64;
}
