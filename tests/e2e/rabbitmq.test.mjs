import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { startRabbitmq } from "../brokers/rabbitmq.mjs";
import { missing } from "../brokers/requirements.mjs";
import { itConfirms } from "./confirming-brokers.mjs";
import { usePages } from "./pages.mjs";

const lacking = (await missing()).find(({ server }) => server === "rabbitmq");
const skip = lacking && `${lacking.what} is missing`;

const { open } = usePages();

/** What RabbitMQ, which unescapes CONNECT, would take for a line feed. */
const PASSCODE = "C:\\new";

describe("with RabbitMQ", { timeout: 120_000, skip }, () => {
  let rabbitmq;

  before(async () => (rabbitmq = await startRabbitmq({ passcode: PASSCODE })));
  after(() => rabbitmq.stop());

  /** A page whose `admitted(options)` is a connected client. */
  async function start(t) {
    const page = await open(t);
    await page.evaluate(
      ([url, connectHeaders]) => {
        const account = { connectHeaders, connectHeaderEscaping: "escaped" };
        globalThis.admitted = (options) => connected(url, { ...account, ...options });
      },
      [rabbitmq.url, { login: rabbitmq.login, passcode: rabbitmq.passcode }],
    );
    return page;
  }

  for (const version of ["1.2", "1.1", "1.0"]) {
    it(`STOMP ${version} brings a message back`, async (t) => {
      const page = await start(t);
      const seen = await page.evaluate(async (version) => {
        const client = await admitted({ versions: [version] });
        const { messages } = await inbox(client, "/topic/a");
        await client.send("/topic/a", "안녕 😀");
        await until(() => messages.length === 1);
        return [client.version, messages[0].body];
      }, version);
      assert.deepEqual(seen, [version, "안녕 😀"]);
    });
  }

  it("a passcode with a backslash is admitted where it is escaped", async (t) => {
    const page = await start(t);
    const server = await page.evaluate(async () => {
      const client = await admitted();
      await client.disconnect();
      return (await client.connect()).server;
    });
    assert.match(server, /^RabbitMQ\//);
  });

  it("and refused where it is not, as every wrong one is", async (t) => {
    const page = await start(t);
    const errors = await page.evaluate(async (login) => {
      const escaped = failure(admitted({ connectHeaders: { login, passcode: "wrong" } }));
      const spec = failure(admitted({ connectHeaderEscaping: "spec" }));
      return [await escaped, await spec];
    }, rabbitmq.login);
    for (const { code, message } of errors) {
      assert.equal(code, "refused");
      assert.match(message, /Bad CONNECT/);
    }
  });

  itConfirms(start);

  it("a refused message comes again, an accepted one does not", async (t) => {
    const page = await start(t);
    const seen = await page.evaluate(async () => {
      const client = await admitted();
      const { messages } = await inbox(client, "/queue/work", { ack: "client-individual" });
      await client.send("/queue/work", "task");
      await until(() => messages.length === 1);
      await messages[0].nack();
      await until(() => messages.length === 2);
      await messages[1].ack({ receipt: "acknowledged" });
      await event(client, "unhandledreceipt");
      await client.disconnect();
      await client.connect();
      await client.send("/queue/work", "next");
      await until(() => messages.length === 3);
      return messages.map((message) => [message.body, message.header("redelivered")]);
    });
    assert.deepEqual(seen, [
      ["task", "false"],
      ["task", "true"],
      ["next", "false"],
    ]);
  });

  it("a megabyte comes back, of text and of the bytes of a text", async (t) => {
    const page = await start(t);
    const equal = await page.evaluate(async () => {
      const client = await admitted();
      const { messages } = await inbox(client, "/topic/a");
      const text = "안녕 😀 ".repeat(1 << 17);
      await client.send("/topic/a", text);
      // As it is installed, this server answers bytes in text messages, which can hold no others.
      await client.send("/topic/a", new TextEncoder().encode(text));
      await until(() => messages.length === 2);
      return messages.map(({ body }) => body === text);
    });
    assert.deepEqual(equal, [true, true]);
  });

  it("an exchange that does not exist ends the connection, with what the close says", async (t) => {
    const page = await start(t);
    const [code, close, state] = await page.evaluate(async () => {
      const client = await admitted();
      client.send("/exchange/none/a", "x");
      const { reason } = await event(client, "disconnected");
      return [reason.code, reason.close, client.state];
    });
    assert.deepEqual([code, state], ["connection-lost", "connecting"]);
    // Whether it counts as clean depends on which of its close frame and its FIN is read first.
    assert.deepEqual([close.code, close.reason], [1000, "STOMP died"]);
  });

  it("the answer on a temporary queue is told as an event: no SUBSCRIBE asked for it", async (t) => {
    const page = await start(t);
    const [body, subscription] = await page.evaluate(async () => {
      const client = await admitted();
      client.subscribe("/queue/questions", (question) => client.send(question.header("reply-to"), "answer"));
      const answered = event(client, "unhandledmessage");
      await client.send("/queue/questions", "question", { headers: { "reply-to": "/temp-queue/answers" } });
      const { message } = await answered;
      return [message.body, message.header("subscription")];
    });
    assert.deepEqual([body, subscription], ["answer", "/temp-queue/answers"]);
  });

  it("DISCONNECT is answered by closing, and that is the end", async (t) => {
    const page = await start(t);
    const [took, lines] = await page.evaluate(async () => {
      const client = await admitted();
      const lines = listen(client);
      const begun = performance.now();
      await client.disconnect({ timeoutMs: 10_000 });
      return [performance.now() - begun, lines];
    });
    assert.ok(took < 5_000, `${took} ms`);
    assert.deepEqual(lines, ["statechange: disconnecting", "statechange: inactive", "disconnected: null"]);
  });
});
