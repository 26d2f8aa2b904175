// Serves the page, both packages, and messages in quantity.

import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";

import sirv from "sirv";

import { addFlood } from "./flood.mjs";

const HERE = import.meta.dirname;
const FOLDERS = {
  "/stompwire/": join(HERE, "../../pkg/dist"),
  "/stompjs/": join(HERE, "../node_modules/@stomp/stompjs/esm6"),
  "/": join(HERE, "page"),
};

// An isolated page has the fine clock.
const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** Starts on a free port of 127.0.0.1. */
export async function startSource() {
  const folders = Object.entries(FOLDERS).map(([prefix, folder]) => ({ prefix, serve: sirv(folder, { dev: true }) }));
  const http = createServer((request, response) => {
    for (const [name, value] of Object.entries(ISOLATED)) response.setHeader(name, value);
    const { prefix, serve } = folders.find(({ prefix }) => request.url.startsWith(prefix));
    request.url = request.url.slice(prefix.length - 1);
    serve(request, response);
  });
  addFlood(http);
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  return {
    url: `http://127.0.0.1:${http.address().port}/`,
    close: () => http.close(),
  };
}
