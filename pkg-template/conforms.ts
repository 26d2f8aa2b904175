// Compiles only while the JavaScript has everything that `index.d.ts` promises.

import type * as promised from "./index.js";
import * as entry from "./src/index.js";
import * as slim from "./src/slim.js";

export const entries: (typeof promised)[] = [entry, slim];
