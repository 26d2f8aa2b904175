import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocketServer } from "ws";

const INFO = JSON.stringify({ websocket: true, origins: ["*:*"], cookie_needed: false, entropy: 1 });

/** A pause after so many bytes, or a browser would have to hold what no page has had the time to look at. */
const BREATH_BYTES = 1_048_576;
const BREATH_MS = 5;

const CONNECTED = "CONNECTED\nversion:1.2\n\n\0";

/**
 * Starts a server that answers CONNECT and then sends what it is told, nearly as fast as it is taken, to a WebSocket
 * and to an xhr-streaming session.
 *
 * @param {import("node:test").TestContext} t it ends with the test
 * @param {Iterable<string | Buffer>} messages of the WebSocket
 * @param {Iterable<string>} [stream] what a stream carries instead, after CONNECTED; default: each message in an array
 * @returns {Promise<{ url: string, sent(): number, refused: Promise<void> }>} `sent` counts the bytes that were taken;
 *   `refused` is kept when the client has ended the connection
 */
export async function serveFlood(t, messages, stream = eachOf(messages, array)) {
  let sent = 0;
  let refuse;
  const refused = new Promise((resolve) => (refuse = resolve));
  let connect;
  const asked = new Promise((resolve) => (connect = resolve));

  /** @param {(piece: string | Buffer) => Promise<void>} write @param {() => boolean} isOpen */
  async function pour(pieces, write, isOpen) {
    for (const piece of pieces) {
      if (!isOpen()) return;
      await write(piece);
      const before = sent;
      sent += Buffer.byteLength(piece);
      if (Math.floor(sent / BREATH_BYTES) > Math.floor(before / BREATH_BYTES)) await sleep(BREATH_MS);
    }
  }

  const http = createServer(async (request, response) => {
    response.setHeader("access-control-allow-origin", request.headers.origin);
    response.setHeader("access-control-allow-credentials", "true");
    if (request.url.endsWith("/info")) return response.end(INFO);
    if (!request.url.endsWith("/xhr_streaming")) {
      connect();
      return response.writeHead(204).end();
    }
    response.on("close", refuse);
    const write = (text) => new Promise((resolve) => response.write(text, resolve));
    await write(`${"h".repeat(2_048)}\no\n`);
    await asked;
    await write(array(CONNECTED));
    await pour(stream, write, () => !response.destroyed);
  }).listen(0, "127.0.0.1");
  await once(http, "listening");

  const webSockets = new WebSocketServer({ server: http, handleProtocols: () => "v12.stomp" });
  webSockets.on("connection", (webSocket) => {
    webSocket.on("close", refuse);
    const write = (message) => new Promise((resolve) => webSocket.send(message, resolve));
    webSocket.once("message", async () => {
      await write(CONNECTED);
      await pour(messages, write, () => webSocket.readyState === webSocket.OPEN);
    });
  });
  t.after(() => {
    for (const webSocket of webSockets.clients) webSocket.terminate();
    http.close();
    http.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${http.address().port}/ws`, sent: () => sent, refused };
}

/** The message as SockJS frames it. */
function array(message) {
  return `a${JSON.stringify([String(message)])}\n`;
}

function* eachOf(all, map) {
  for (const one of all) yield map(one);
}
