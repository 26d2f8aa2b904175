// What is left of a page's clients when the WebAssembly breaks for real: a module that was built to be broken
// (`cargo xtask pack --fault`) traps, or takes memory until there is none.

import assert from "node:assert/strict";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { serve, until } from "../server/harness.mjs";
import { usePages } from "./pages.mjs";
import { keepTimers } from "./timers.mjs";

const FAULTY = fileURLToPath(new URL("../../target/xtask/fault/stompwire.wasm", import.meta.url));
const TRAP = 0;
const EXHAUST = 1;

const { open, folder } = usePages();

/** Gives the page the slim entry with that module; `arm(kind)` makes the next call that enters it fail. */
async function prepare(page) {
  await copyFile(FAULTY, join(folder(), "faulty.wasm"));
  await keepTimers(page);
  await page.evaluate(async () => {
    globalThis.slim = await import("/node_modules/stompwire/dist/slim.js");
    globalThis.loaded = 0;
    let armed;
    globalThis.arm = (kind) => (armed = kind);
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = async (...given) => {
      loaded += 1;
      const { exports } = await instantiate(...given);
      globalThis.memoryBytes ??= () => exports.memory.buffer.byteLength;
      const breakable = (act) => (...values) => {
        const kind = armed;
        armed = undefined;
        return kind === undefined ? act(...values) : exports.stompwire_fault(kind);
      };
      const entries = Object.entries(exports).map(([name, value]) => [
        name,
        typeof value === "function" ? breakable(value) : value,
      ]);
      return { exports: Object.fromEntries(entries) };
    };
    await slim.preload("/faulty.wasm");
  });
}

/** Clients in every state, with promises of every kind. The server ends none of what they wait for. */
function occupy(page, url, disconnectTimeoutMs) {
  return page.evaluate(
    async ([url, timeoutMs]) => {
      const { Client } = slim;
      const ws = `${url.replace("http", "ws")}/stomp`;
      const outcomes = {};
      const wait = (name, promise) => failure(promise).then(({ code = "resolved" }) => (outcomes[name] = code));

      const connecting = new Client(`${ws}?run=mute`);
      wait("connect", connecting.connect());
      wait("a send that waits", connecting.send("/queue/a", "x"));
      wait("ready before CONNECTED", connecting.subscribe("/topic/a", () => {}).ready);

      const busy = new Client(`${ws}?run=deaf`);
      await busy.connect();
      wait("a send with a receipt", busy.send("/queue/a", "x", { receipt: true }));
      wait("a send with retry", busy.send("/queue/a", "x", { retry: true }));
      wait("ready", busy.subscribe("/topic/a", () => {}).ready);
      wait("commit", busy.begin().commit());

      const retrying = new Client(`${ws}?run=lost`, { reconnect: { initialDelayMs: 2 ** 31 - 1 } });
      await retrying.connect();
      const lost = event(retrying, "disconnected");
      retrying.send("/queue/a", "x");
      await lost;
      wait("a send that waits for another connection", retrying.send("/queue/a", "x"));

      const streaming = new Client(`${url}/ws`, { transports: ["xhr-streaming"] });
      await streaming.connect();

      const leaving = new Client(`${ws}?run=deaf`);
      await leaving.connect();
      wait("disconnect", leaving.disconnect({ timeoutMs }));

      globalThis.clients = [connecting, busy, retrying, streaming, leaving];
      globalThis.told = clients.map(listen);
      globalThis.outcomes = outcomes;
    },
    [url, disconnectTimeoutMs],
  );
}

const deaf = ["SEND", "SUBSCRIBE", "COMMIT", "DISCONNECT"].map((command) => ({
  on: "receive",
  command,
  do: [{ drop: true }],
}));

const SCRIPTS = [
  { url: "run=mute", rules: [{ on: "receive", command: "CONNECT", do: [{ drop: true }] }] },
  { url: "run=deaf", connections: 2, rules: deaf },
  { url: "run=lost", rules: [{ on: "receive", command: "SEND", do: [{ reset: true }] }] },
];

/** What breaks, and where. @type {Record<string, [number, string]>} */
const CRASHES = {
  "a trap in a call of the page": [TRAP, "call"],
  "a trap while the server's message is read": [TRAP, "message"],
  "a trap in a timer": [TRAP, "timer"],
  "memory that runs out in a call of the page": [EXHAUST, "call"],
  "memory that runs out while the server's message is read": [EXHAUST, "message"],
};

describe("the clients of a page survive", { timeout: 120_000 }, () => {
  for (const [what, [kind, where]] of Object.entries(CRASHES)) {
    it(what, async (t) => {
      const { url, control } = await serve(t);
      const page = await open(t);
      for (const script of SCRIPTS) control.script(script);
      await prepare(page);
      await occupy(page, url, where === "timer" ? 300 : 60_000);

      await page.evaluate(
        ([kind, where]) => {
          arm(kind);
          if (where === "call") globalThis.call = failure(clients[1].send("/queue/a", "x"));
        },
        [kind, where],
      );
      if (where === "message") {
        const { id } = control.connections().find(({ transport, closed }) => transport === "plain" && !closed);
        control.do(id, [{ raw: "CONNECTED\nversion:1.2\n\n\0" }]);
      }

      const left = await page.evaluate(async () => {
        await until(() => clients.every(({ state }) => state === "inactive"));
        await until(() => Object.keys(outcomes).length === 9 && timers.size === 0);
        return { outcomes, told, call: (await globalThis.call)?.code, memory: memoryBytes() };
      });
      assert.deepEqual(left.outcomes, {
        "connect": "fatal",
        "a send that waits": "fatal",
        "ready before CONNECTED": "fatal",
        "a send with a receipt": "fatal",
        "a send with retry": "fatal",
        "ready": "fatal",
        "commit": "fatal",
        "a send that waits for another connection": "fatal",
        "disconnect": "resolved",
      });
      assert.deepEqual(left.told, Array(5).fill(["error: fatal", "statechange: inactive"]));
      if (where === "call") assert.equal(left.call, "not-connected");
      assert.equal(left.memory > 2 ** 31, kind === EXHAUST, `${left.memory} bytes of memory`);
      await until(() => control.connections().every(({ closed }) => closed));

      const again = await page.evaluate(async (url) => {
        const ws = `${url.replace("http", "ws")}/stomp`;
        const bodies = [];
        for (const client of [...clients.slice(0, 3), new slim.Client(ws)]) {
          await client.connect();
          const { messages } = await inbox(client, "/topic/again");
          await client.send("/topic/again", "works", { receipt: true });
          await until(() => messages.length > 0);
          bodies.push(messages[0].body);
          await client.disconnect();
        }
        return { bodies, loaded };
      }, url);
      assert.deepEqual(again, { bodies: Array(4).fill("works"), loaded: 2 });
    });
  }

  it("the package itself has no such export", async () => {
    const bytes = await readFile(join(folder(), "node_modules/stompwire/dist/stompwire.wasm"));
    const exportsOf = async (wasm) => {
      const module = await WebAssembly.compile(wasm);
      return WebAssembly.Module.exports(module).map(({ name }) => name);
    };
    const packed = await exportsOf(bytes);
    const faulty = await exportsOf(await readFile(FAULTY));
    assert.deepEqual(faulty.filter((name) => !packed.includes(name)), ["stompwire_fault"]);
  });
});
