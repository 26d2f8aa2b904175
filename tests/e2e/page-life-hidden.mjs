// A page with a connection over each transport that beats every two seconds, and that nobody sees.

import assert from "node:assert/strict";

import { hide } from "./page-life.mjs";

const BEAT_MS = 2_000;
const TRANSPORTS = ["websocket", "xhr-streaming", "xhr-polling"];

/** What the server is to be started with. */
export const HIDDEN_BEATS = { heartbeat: [BEAT_MS, BEAT_MS] };

/** Connects, and hides the page. */
export async function startHidden(t, page, server) {
  await page.evaluate(
    async ([url, transports, beatMs]) => {
      const heartbeat = { outgoingMs: beatMs, incomingMs: beatMs };
      const connect = (transport) => {
        const where = transport === "websocket" ? `${url.replace("http", "ws")}/stomp` : `${url}/ws`;
        return connected(where, { transports: [transport], heartbeat });
      };
      globalThis.clients = await Promise.all(transports.map(connect));
      globalThis.lines = clients.map(listen);
      globalThis.ticks = 0;
      // How much it is slowed down.
      setInterval(() => ticks++, 100);
    },
    [server.url, TRANSPORTS, BEAT_MS],
  );
  await hide(t, page);
}

/** That nothing was lost, and that both sides kept beating. @returns how many beats the server got on each connection */
export async function checkHidden(page, control, hiddenMs) {
  const [hidden, lines, ticks] = await page.evaluate(() => [document.hidden, lines.flat(), ticks]);
  assert.equal(hidden, true);
  assert.ok(ticks < hiddenMs / 500, `not slowed down: ${ticks} ticks`);
  assert.deepEqual(lines, []);
  const connections = control.connections();
  assert.deepEqual(connections.map(({ closed }) => closed), TRANSPORTS.map(() => null));
  const beats = connections.map((connection) => connection.beats);
  for (const count of beats) assert.ok(count >= hiddenMs / BEAT_MS - 2, `${beats} beats`);
  return beats;
}
