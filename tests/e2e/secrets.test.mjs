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

describe("a secret of any kind", { timeout: 120_000 }, () => {
  const CANARIES = {
    passcode: "canary-passcode",
    authorization: "canary-authorization",
    cookie: "canary-cookie",
    csrf: "canary-csrf",
    named: "canary-named",
    query: "canary-query",
    fetched: "canary-fetched",
    userinfo: "canary-userinfo",
  };

  /** Everything that goes wrong, one after the other; the last one has no script: a login that is refused. */
  const FAILURES = [
    [{ on: "upgrade", do: [{ status: 401 }] }],
    [{ on: "open", do: [{ set: { silent: true } }] }],
    [{ on: "open", do: [{ close: { code: 1008, reason: "no" } }] }],
    [{ on: "receive", command: "CONNECT", do: [{ raw: "NONSENSE\n\n\0" }] }],
    [{ on: "receive", command: "CONNECT", do: [{ raw: "ERROR\nmessage:no\n\n\0" }, { close: {} }] }],
    [{ on: "receive", command: "SEND", do: [{ reset: true }] }],
    [{ on: "receive", command: "SUBSCRIBE", do: [{ raw: "ERROR\nmessage:no\n\n\0" }, { close: {} }] }],
  ];

  for (const debugBodies of [false, true]) {
    for (const transport of ["plain", "websocket", "xhr-streaming", "xhr-polling"]) {
      it(`is told nowhere, ${transport}, ${debugBodies ? "with" : "without"} bodies in the log`, async (t) => {
        const { page, server, control } = await start(t);
        const sockJs = transport !== "plain";
        for (const rules of FAILURES) {
          // An upgrade is WebSocket's alone.
          if (rules[0].on === "upgrade" && transport.startsWith("xhr")) continue;
          control.script({ rules });
        }
        const printed = [];
        const listener = (message) => printed.push(message.text());
        page.on("console", listener);
        t.after(() => page.off("console", listener));

        const base = sockJs ? `${server.url}/ws` : `${server.url.replace("http", "ws")}/stomp`;
        const told = await page.evaluate(
          async ([base, transport, debugBodies, canaries]) => {
            const told = [];
            const seen = new Set();
            const tell = (value) => {
              if (typeof value !== "object" || value === null) return told.push(String(value));
              if (seen.has(value)) return;
              seen.add(value);
              if (value instanceof Error) told.push(String(value), String(value.stack));
              // The parts of a frame are made when they are asked for.
              if (typeof value.header === "function") [value.command, value.headers, value.body].forEach(tell);
              for (const name of Object.getOwnPropertyNames(value)) tell(value[name]);
            };
            const url = `${base}?token=${canaries.query}`;
            const connectHeaders = {
              login: "user",
              passcode: canaries.passcode,
              Authorization: `Bearer ${canaries.authorization}`,
              Cookie: canaries.cookie,
              "X-CSRF-TOKEN": canaries.csrf,
              "x-tenant-key": canaries.named,
            };
            const options = {
              connectHeaders,
              debug: tell,
              debugBodies,
              redact: ["X-Tenant-Key"],
              connectTimeoutMs: 1_000,
              receiptTimeoutMs: 300,
              reconnect: { initialDelayMs: 1, maxDelayMs: 1, maxAttempts: 3 },
              ...(transport !== "plain" && {
                transports: [transport],
                fetchHeaders: { Authorization: `Bearer ${canaries.fetched}` },
              }),
            };
            const types = ["statechange", "connected", "disconnected", "error", "transport", "outbox"];
            const watch = (client) => {
              for (const type of types) client.addEventListener(type, tell);
              return client;
            };

            // Every script that fails early, then wrong passcodes.
            for (let attempt = 0; attempt < 6; attempt++) {
              await watch(new Client(url, options)).connect().catch(tell);
            }
            // Those that fail later, with the passcode that this server knows.
            const known = { ...connectHeaders, login: "somebody" };
            for (let attempt = 0; attempt < 3; attempt++) {
              const client = watch(new Client(() => url, { ...options, connectHeaders: () => known }));
              await client.connect().catch(tell);
              const { cookie, csrf, named } = canaries;
              const secret = { cookie, "x-csrf-token": csrf, "X-TENANT-KEY": named };
              client.subscribe("/queue/a", () => {}, { headers: secret }).ready.catch(tell);
              await client.send("/queue/a", "harmless", { headers: secret, receipt: true }).catch(tell);
              await client.send("/queue/a", "harmless", { headers: secret, retry: true }).catch(tell);
              await client.disconnect();
            }
            // What is refused before anything is sent.
            for (const wrong of ["\n", "\0", "\r"]) {
              const refused = { passcode: canaries.passcode + wrong };
              const client = watch(new Client(url, { ...options, connectHeaders: refused }));
              await client.connect().catch(tell);
            }
            const withUser = url.replace("//", `//user:${canaries.userinfo}@`);
            const bad = [`${withUser}#x`, withUser.replace(/^\w+/, "ftp"), `http://[${url}`];
            for (const url of bad) {
              try {
                new Client(url, options);
              } catch (error) {
                tell(error);
              }
              await watch(new Client(() => url, options)).connect().catch(tell);
            }
            return told;
          },
          [base, transport, debugBodies, CANARIES],
        );
        assert.ok(told.some((line) => line.startsWith(">>> CONNECT")));
        assert.ok(told.some((line) => line.startsWith(">>> SEND")));
        assert.ok(told.some((line) => line.startsWith("<<< ERROR")));
        assert.ok(told.some((line) => /x-tenant-key:\*\*\*/i.test(line)));
        assert.ok(told.some((line) => line.startsWith("StompError")));
        assert.equal(told.some((line) => line.endsWith("\n\nharmless")), debugBodies);
        // The browser prints the address of what it cannot open, whoever asked for it.
        const own = (line) => line.startsWith("WebSocket connection to ") || line.startsWith("Failed to load resource");
        for (const [name, canary] of Object.entries(CANARIES)) {
          const leaked = [...told, ...printed.filter((line) => !own(line))].filter((line) => line.includes(canary));
          assert.deepEqual(leaked, [], name);
        }
      });
    }
  }
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
