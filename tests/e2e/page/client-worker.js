// A worker of any kind that sends a message around for whoever asks.

import { Client } from "/node_modules/stompwire/dist/index.js";
import { answerWith } from "./worker.js";

/** @returns what the message went over, and what came back */
async function visit([url, options]) {
  const client = new Client(url, options);
  const { transport } = await client.connect();
  const messages = client.subscribe("/topic/a");
  await messages.ready;
  await client.send("/topic/a", "from a worker");
  for await (const { body } of messages) {
    await client.disconnect();
    return [transport, body];
  }
}

answerWith(visit);
