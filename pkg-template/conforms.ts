// Compiles only while the JavaScript has everything that the declarations promise.

import type * as promised from "./index.js";
import type PromisedSockJS from "./sockjs-client.cjs";
import * as entry from "./src/index.js";
import * as slim from "./src/slim.js";
import SockJS from "./src/sockjs-client.js";

export const entries: (typeof promised)[] = [entry, slim];

/** What the checker cannot see, because loops put it there. */
type Looped = `on${keyof WebSocketEventMap | "heartbeat"}` | "CONNECTING" | "OPEN" | "CLOSING" | "CLOSED";

export const sockJS: new (...given: ConstructorParameters<typeof PromisedSockJS>) => Omit<PromisedSockJS, Looped> = SockJS;

/** What `await using` asks for, in libraries that know it. */
export const disposable = (client: promised.Client): AsyncDisposable => client;
