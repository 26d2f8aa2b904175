import { once } from "node:events";
import { createServer, request as openRequest } from "node:http";
import { connect } from "node:net";
import { pipeline } from "node:stream";
import { buffer } from "node:stream/consumers";

import { WebSocketServer } from "ws";

/**
 * Starts an HTTP proxy on 127.0.0.1 that lets through what it is told to.
 *
 * @param {object} options
 * @param {string} options.target the origin it leads to
 * @param {"pass" | "strip" | "swallow" | "close"} options.upgrade what becomes of WebSockets: they open, get 400, no
 *   answer, or open and are closed at once, with 1000
 * @param {"pass" | "buffer"} options.stream whether a response travels as it comes or, headers included, when it is
 *   complete
 * @param {boolean} options.html answers everything itself: 200 with a page, as a portal that wants a login first
 * @param {(request: import("node:http").IncomingMessage) => void} options.onRequest is told of each, upgrades included
 * @returns {Promise<{ port: number, close(): Promise<void> }>}
 */
export async function startFilter({ target, upgrade, stream, html, onRequest }) {
  const { hostname, port } = new URL(target);

  function forward(request, response) {
    const { method, url: path, headers } = request;
    // A connection for each: one that is kept may end in the moment in which it is used again.
    const outgoing = openRequest({ hostname, port, method, path, headers: endToEnd(headers), agent: false });
    request.pipe(outgoing);
    outgoing.on("error", () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
    outgoing.on("response", (answer) => deliver(answer, response));
    response.on("close", () => outgoing.destroy());
  }

  async function deliver(answer, response) {
    if (stream === "buffer") {
      // One that breaks off is never complete.
      const body = await buffer(answer).catch(() => null);
      if (!body) return response.destroy();
      response.writeHead(answer.statusCode, endToEnd(answer.headers)).end(body);
    } else {
      response.writeHead(answer.statusCode, endToEnd(answer.headers)).flushHeaders();
      pipeline(answer, response, () => {});
    }
  }

  function open(request, client, head) {
    const server = connect(port, hostname);
    server.write(`${request.method} ${request.url} HTTP/1.1\r\n${rawHeaders(request)}\r\n`);
    server.write(head);
    pipeline(client, server, () => {});
    pipeline(server, client, () => {});
  }

  const webSockets = new WebSocketServer({ noServer: true });
  const upgrades = {
    pass: open,
    strip: (_request, client) => client.end(plainResponse("400 Bad Request", {}, "")),
    // Unread, the end of the connection would go unnoticed.
    swallow: (_request, client) => client.resume().on("end", () => client.destroy()),
    close: (...upgrade) => webSockets.handleUpgrade(...upgrade, (webSocket) => webSocket.close(1000)),
  };

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    onRequest(request);
    if (html) response.writeHead(200, pageHeaders(request)).end(PAGE);
    else forward(request, response);
  });
  server.on("upgrade", (request, client, head) => {
    onRequest(request);
    client.on("error", () => {});
    if (html) client.end(plainResponse("200 OK", pageHeaders(request), PAGE));
    else upgrades[upgrade](request, client, head);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: server.address().port,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** RFC 9110 §7.6.1: these concern one connection, not the message. */
function endToEnd({ connection, "keep-alive": keepAlive, "transfer-encoding": transferEncoding, ...headers }) {
  return headers;
}

/** Names and values as they came, in turns. */
function rawHeaders({ rawHeaders: parts }) {
  return parts.map((part, index) => part + (index % 2 === 0 ? ": " : "\r\n")).join("");
}

/** A page of any origin may read the answer, so that it is the HTML that it stumbles over. */
function pageHeaders({ headers: { origin = "*", "access-control-request-headers": asked = "" } }) {
  return {
    "content-type": "text/html;charset=utf-8",
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    "access-control-allow-headers": asked,
  };
}

/** An upgrade has no response object. */
function plainResponse(status, headers, body) {
  const all = { connection: "close", "content-length": body.length, ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status}\r\n${lines.join("")}\r\n${body}`;
}

/** Longer than a test is quiet: a request that meets the end of its connection on a long line is lost. */
const KEEP_ALIVE_MS = 60_000;
const PAGE = "<!doctype html>\n<title>Welcome</title>\n<p>Please accept the terms of this network.\n";
