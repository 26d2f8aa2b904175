import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { useDemoServer } from "./pages.mjs";

const { start } = useDemoServer();

const SECRET = "canary-in-the-mine";

describe("secrets", { timeout: 60_000 }, () => {
  it("appear in no error, event or line of the log, whatever fails", async (t) => {
    const { page, url, control } = await start(t);
    for (const rule of [
      { on: "upgrade", do: [{ status: 401 }] },
      { on: "open", do: [{ set: { silent: true } }] },
      { on: "receive", command: "CONNECT", do: [{ raw: "NONSENSE\n\n\0" }] },
      { on: "receive", command: "SEND", do: [{ reset: true }] },
    ]) {
      control.script({ rules: [rule] });
    }
    const told = await page.evaluate(
      async ([url, secret]) => {
        const told = [];
        const tell = (value) => told.push(String(value), ...everything(value));
        const client = new Client(`${url}?token=${secret}`, {
          connectTimeoutMs: 200,
          connectHeaders: {
            login: "user",
            passcode: secret,
            Authorization: `Bearer ${secret}`,
            "x-auth-token": secret,
          },
          debug: tell,
        });
        for (const type of ["statechange", "connected", "disconnected", "error"]) client.addEventListener(type, tell);

        // The three scripts that fail early, a wrong passcode, and headers that cannot be sent.
        for (let attempt = 0; attempt < 4; attempt++) await client.connect().catch(tell);
        await new Client(url, { connectHeaders: { passcode: `${secret}\n` } }).connect().catch(tell);

        // Lost while connected.
        const passcode = "secret";
        const headers = { cookie: secret, "access_token": secret };
        const other = new Client(url, { debug: tell, connectHeaders: { login: "user", passcode } });
        await other.connect();
        await other.send("/queue/a", secret, { headers, receipt: true }).catch(tell);
        return told;

        function everything(value, seen = new Set()) {
          if (typeof value !== "object" || value === null || seen.has(value)) return [];
          seen.add(value);
          const parts = Object.getOwnPropertyNames(value).map((name) => value[name]);
          return parts.flatMap((part) => [String(part), ...everything(part, seen)]);
        }
      },
      [url, SECRET],
    );
    assert.ok(told.some((line) => line.startsWith(">>> CONNECT")));
    assert.ok(told.some((line) => line.startsWith(">>> SEND")));
    assert.ok(told.some((line) => line.includes("***")));
    assert.deepEqual(told.filter((line) => line.includes(SECRET)), []);
  });
});

describe("the log", { timeout: 60_000 }, () => {
  it("shows the head of every frame and no body", async (t) => {
    const { page, url } = await start(t);
    const lines = await page.evaluate(async (url) => {
      const lines = [];
      const client = await connected(url, { debug: (line) => lines.push(line) });
      const { messages } = await inbox(client, "/topic/a");
      await client.send("/topic/a", "안녕", { headers: { note: "mine" } });
      await until(() => messages.length === 1);
      await client.disconnect();
      return lines;
    }, url);
    const commands = lines.map((line) => line.split("\n")[0]);
    assert.deepEqual(commands, [
      ">>> CONNECT",
      "<<< CONNECTED",
      ">>> SUBSCRIBE",
      "<<< RECEIPT",
      ">>> SEND",
      "<<< MESSAGE",
      ">>> DISCONNECT",
      "<<< RECEIPT",
    ]);
    assert.equal(lines[4], ">>> SEND\ndestination:/topic/a\nnote:mine");
    assert.ok(lines.every((line) => !line.includes("안녕")));
  });
});
