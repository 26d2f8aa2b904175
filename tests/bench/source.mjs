// Serves the pages, the packages, and messages in quantity.

import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";

import sirv from "sirv";

import { addEndpoints } from "./endpoints.mjs";
import { addFlood } from "./flood.mjs";

const HERE = import.meta.dirname;
const FOLDERS = {
  "/stompwire/": join(HERE, "../../pkg/dist"),
  "/stompjs/": join(HERE, "../node_modules/@stomp/stompjs/esm6"),
  "/sockjs-client/": join(HERE, "../node_modules/sockjs-client/dist"),
  "/": join(HERE, "page"),
};

// An isolated page has the fine clock, and no frames of others, which sockjs-client tries as well.
const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** Starts on a free port of 127.0.0.1. */
export async function startSource() {
  const folders = Object.entries(FOLDERS).map(([prefix, folder]) => ({ prefix, serve: sirv(folder, { dev: true }) }));
  const http = createServer((request, response) => {
    if (request.url === "/") for (const [name, value] of Object.entries(ISOLATED)) response.setHeader(name, value);
    const { prefix, serve } = folders.find(({ prefix }) => request.url.startsWith(prefix));
    request.url = request.url.slice(prefix.length - 1);
    serve(request, response);
  });
  addFlood(http);
  addEndpoints(http);
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  return {
    url: `http://127.0.0.1:${http.address().port}/`,
    close: () => http.close(),
  };
}
