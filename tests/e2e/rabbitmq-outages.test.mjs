import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Consumer } from "../brokers/consumer.mjs";
import { startRabbitmq } from "../brokers/rabbitmq.mjs";
import { missing } from "../brokers/requirements.mjs";
import { survivesOutages } from "./outages.mjs";
import { usePages } from "./pages.mjs";

const lacking = (await missing()).find(({ server }) => server === "rabbitmq");
const skip = lacking && `${lacking.what} is missing`;

const { open } = usePages();

describe("a page survives a RabbitMQ", { timeout: 180_000, skip }, () => {
  let rabbitmq;

  before(async () => (rabbitmq = await startRabbitmq()));
  after(() => rabbitmq.stop());

  const endpoint = () => {
    const { url, login, passcode } = rabbitmq;
    return [url, { connectHeaders: { login, passcode } }];
  };

  survivesOutages(open, () => rabbitmq, endpoint);

  it("that is killed while it is sent messages that it stores: each arrives, and twice only where it is repeated", async (t) => {
    const page = await open(t);
    const [url, options] = endpoint();
    await page.evaluate(
      async ([url, options]) => {
        const client = await connected(url, options);
        const headers = { persistent: "true" };
        const sent = [];
        globalThis.confirmed = (async () => {
          while (sent.length < 300) {
            sent.push(client.send("/queue/orders", String(sent.length), { headers, retry: true }));
            await sleep(10);
          }
          return Promise.all(sent);
        })();
        await until(() => sent.length > 50);
      },
      [url, { ...options, reconnect: { initialDelayMs: 100 } }],
    );
    await rabbitmq.process.kill();
    await rabbitmq.restart();
    await page.evaluate(() => confirmed);

    const consumer = await Consumer.open(rabbitmq, "/queue/orders");
    t.after(() => consumer.close());
    await consumer.drain();
    assert.deepEqual([...consumer.arrived.keys()], Array.from({ length: 300 }, (_, number) => String(number)));
    for (const copies of consumer.arrived.values()) assert.equal(new Set(copies).size, copies.length);
  });
});
