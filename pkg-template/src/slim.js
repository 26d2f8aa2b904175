// The slim entry: `preload(source)` says where the WebAssembly is.

export { Client } from "./client.js";
export { StompError } from "./errors.js";
export { preload } from "./load.js";
