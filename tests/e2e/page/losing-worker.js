// A worker of any kind whose server ends the connection, and that sends meanwhile.

import { Client } from "/node_modules/stompwire/dist/index.js";
import { answerWith } from "./worker.js";

/** @returns what was told, and what came back */
async function lose([url, options]) {
  const client = new Client(url, options);
  await client.connect();
  const told = [];
  const messages = client.subscribe("/topic/a");
  await messages.ready;
  client.addEventListener("connected", ({ reconnected }) => told.push(reconnected ? "again" : "first"));
  client.addEventListener("disconnected", ({ reason, willReconnect }) => {
    told.push(`${reason.code} ${willReconnect} ${client.state}`);
    client.send("/topic/a", "one");
    client.send("/topic/a", "two", { retry: true });
    client.send("/topic/a", "three");
  }, { once: true });
  // Over xhr-polling the server can reset only what waits for an answer: the next poll is to be there.
  await new Promise((resolve) => setTimeout(resolve, 300));
  client.send("/topic/a", "the last");
  const bodies = [];
  for await (const { body } of messages) {
    bodies.push(body);
    if (bodies.length === 3) break;
  }
  await client.disconnect();
  return [told, bodies];
}

answerWith(lose);
