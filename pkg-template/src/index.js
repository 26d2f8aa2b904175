// The default entry: the WebAssembly is inside.

import base64 from "stompwire:wasm";
import { inline } from "./load.js";

inline(base64);

export { Client } from "./client.js";
export { StompError } from "./errors.js";
export { preload } from "./load.js";
