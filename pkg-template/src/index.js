// The default entry: the WebAssembly is inside.

import base64 from "stompwire:wasm";
import { inline, preload as loadAhead } from "./load.js";

inline(base64);

export { Client } from "./client.js";
export { StompError } from "./errors.js";
// This file's own, because who imports only what another file has may be spared the running of this one.
export const preload = loadAhead;
