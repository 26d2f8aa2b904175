import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { serveAnswers } from "./answers.mjs";
import { usePages } from "./pages.mjs";

const { open } = usePages();

const array = (...messages) => `a${JSON.stringify(messages)}\n`;
const OPENED = ["o\n", array("CONNECTED\nversion:1.2\n\n\0")];
const MESSAGE = array("MESSAGE\nsubscription:sub-0\nmessage-id:1\ndestination:/topic/a\n\nx\0");

describe("a client connects where /info", { timeout: 60_000 }, () => {
  for (const [what, info] of Object.entries({
    "is no JSON": "<!doctype html>",
    "is an array": "[true]",
    "is a string": '"websocket"',
    "is null": "null",
    "is endless": `{"websocket":"${"x".repeat(100_000)}`,
  })) {
    it(what, async (t) => {
      const server = await serveAnswers(t, { info, polls: OPENED });
      const page = await open(t);
      const lines = await page.evaluate(async (url) => {
        const client = new Client(url, { transports: ["xhr-polling"] });
        const lines = attempts(client);
        await client.connect();
        return lines;
      }, server.url);
      assert.deepEqual(lines, ["info failed open no-frame", "xhr-polling opened stomp"]);
    });
  }
});

/** What a server answers to the first poll, and how the attempt fails. */
const FIRST = {
  "a message": [array("x"), "protocol"],
  "a close": ['c[3000,"Go away!"]\n', "closed 3000"],
  "a close that tells nothing": ["c{}\n", "closed 1002"],
  "nothing": ["", "no-frame"],
  "a page": ["<!doctype html>\n<title>Sign in</title>\n", "no-frame"],
  "a heart-beat alone": ["h\n", "no-frame"],
};

describe("an attempt fails, and no more is asked, where a session begins with", { timeout: 60_000 }, () => {
  for (const [what, [first, problem]] of Object.entries(FIRST)) {
    it(what, async (t) => {
      const server = await serveAnswers(t, { polls: [first] });
      const page = await open(t);
      const [code, lines] = await page.evaluate(async (url) => {
        const client = new Client(url, { transports: ["xhr-polling"] });
        const lines = attempts(client);
        const { code } = await failure(client.connect());
        return [code, lines];
      }, server.url);
      assert.equal(code, "all-transports-failed");
      assert.deepEqual(lines, ["info opened open", `xhr-polling failed open ${problem}`]);
      // What was under way when it ended may arrive later.
      await sleep(200);
      const asked = server.requests();
      await sleep(200);
      assert.equal(server.requests(), asked);
    });
  }
});

const framing = { code: "protocol", problem: "broken-framing" };
const lost = (message) => ({ code: "connection-lost", message });

/** What a server answers once a client is connected, and how that ends. */
const LATER = {
  "another session": ["o\n", lost(/forgotten the SockJS session/)],
  "broken JSON": ['a["x\n', framing],
  "an object": ['a{"0":"x"}\n', framing],
  "messages that are no strings": ["a[1,null]\n", framing],
  "a line that is too long": [`a["${"x".repeat(2_000)}"]\n`, framing],
  "a line without end": [`a["${"x".repeat(2_000)}`, framing],
  "a close, and a message after it": [`c[3000,"Go away!"]\n${MESSAGE}`, lost(/3000: Go away!/)],
  "a close that tells nothing": ["c[]\n", lost(/1002/)],
  "half an answer": ["a[", lost(/request to receive was answered with nothing/), 10],
  "pages": ["<!doctype html>\n", lost(/request to receive was answered with HTTP status 200/)],
};

describe("a connection ends with a reason, and no more is asked, after", { timeout: 60_000 }, () => {
  for (const [what, [body, { code, problem, message }, cut]] of Object.entries(LATER)) {
    it(what, async (t) => {
      // More than once, for as long as anybody asks.
      const polls = [...OPENED, ...Array(cut ? 1 : 9).fill(body)];
      const server = await serveAnswers(t, { polls, cut });
      const page = await open(t);
      const reason = await page.evaluate(async (url) => {
        const client = new Client(url, { transports: ["xhr-polling"], limits: { lineBytes: 1_024 }, reconnect: false });
        const messages = [];
        client.subscribe("/topic/a", (message) => messages.push(message.body));
        const ending = event(client, "disconnected");
        await client.connect();
        const { reason } = await ending;
        return { code: reason.code, message: reason.message, problem: reason.protocol?.problem, messages };
      }, server.url);
      assert.deepEqual([reason.code, reason.problem, reason.messages], [code, problem, []]);
      if (message) assert.match(reason.message, message);
      // What was under way when it ended may arrive later.
      await sleep(200);
      const asked = server.requests();
      await sleep(200);
      assert.equal(server.requests(), asked);
    });
  }
});
