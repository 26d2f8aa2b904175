import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { WebSocket } from "ws";

import { serve } from "../server/harness.mjs";
import { roundTrip, sockJsRoundTrip } from "./consumer/src/round-trip.js";
import { installPackage, remove } from "./package.mjs";

const run = promisify(execFile);

const LOADERS = {
  import: (project) => import(pathToFileURL(join(project, "node.js"))),
  require: (project) => createRequire(join(project, "node.cjs"))("./node.cjs"),
};

describe("Node", () => {
  let project;

  before(async () => (project = await installPackage(new URL("consumer", import.meta.url))));
  after(() => remove(project));

  /** Node 20 has no WebSocket of its own. */
  const webSocketFactory = (url, protocols) => new WebSocket(url, protocols);

  for (const [how, load] of Object.entries(LOADERS)) {
    it(`connects, subscribes, sends and receives by ${how}`, async (t) => {
      const server = await serve(t);
      const { Client } = await load(project);
      const url = `${server.url.replace("http", "ws")}/stomp`;
      assert.equal(await roundTrip(Client, url, { webSocketFactory }), "안녕 😀");
    });

    it(`does so with the slim entry by ${how}, once it is given the module`, async (t) => {
      const server = await serve(t);
      const { slim } = await load(project);
      const url = `${server.url.replace("http", "ws")}/stomp`;
      await assert.rejects(new slim.Client(url).connect(), { code: "wasm-failed", message: /preload\(source\)/ });

      const module = createRequire(join(project, "node.cjs")).resolve("stompwire/stompwire.wasm");
      await slim.preload(readFile(module));
      assert.equal(await roundTrip(slim.Client, url, { webSocketFactory }), "안녕 😀");
    });

    it(`echoes with the drop-in for sockjs-client by ${how}, over HTTP where there is no WebSocket`, async (t) => {
      const server = await serve(t, { reference: true });
      const { SockJS } = await load(project);
      assert.equal(await sockJsRoundTrip(SockJS, server.url), "안녕 😀");
    });

    it(`names what is missing where there is no WebSocket, by ${how}`, async () => {
      const { Client, StompError } = await load(project);
      const failure = await new Client("ws://127.0.0.1:1/").connect().catch((error) => error);
      assert.ok(failure instanceof StompError);
      assert.equal(failure.code, "connection-failed");
      assert.match(failure.cause.message, /webSocketFactory/);
    });
  }

  it("ends at once after it has made a client, and needs no WebAssembly for that: rendering on a server", async () => {
    const program = `
      delete globalThis.WebAssembly;
      const { Client } = require("stompwire");
      const SockJS = require("stompwire/sockjs-client");
      const client = new Client("ws://127.0.0.1:1/");
      client.subscribe("/topic/a", () => {});
      console.log(client.state, typeof SockJS);
    `;
    const options = { cwd: project, timeout: 10_000 };
    const { stdout, stderr } = await run("node", ["--input-type=commonjs", "--eval", program], options);
    assert.deepEqual({ stdout, stderr }, { stdout: "inactive function\n", stderr: "" });
  });

  it("requires the drop-in for sockjs-client as the constructor itself, and as what TypeScript takes for it", async () => {
    const { SockJS } = await LOADERS.require(project);
    assert.equal(SockJS, SockJS.default);
    assert.deepEqual([SockJS.name, SockJS.CONNECTING, SockJS.CLOSED], ["SockJS", 0, 3]);
  });

  it("exports the same names from every entry", async () => {
    for (const load of Object.values(LOADERS)) {
      const { slim, SockJS: _, default: __, ...all } = await load(project);
      assert.deepEqual(Object.keys(all).sort(), ["Client", "StompError", "preload"]);
      assert.deepEqual(Object.keys(slim).filter((name) => name !== "default").sort(), Object.keys(all).sort());
    }
  });
});
