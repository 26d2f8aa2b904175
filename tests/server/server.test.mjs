import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { Peer, serve, until } from "./harness.mjs";

/** GET of a path that fetch would tidy up. */
async function statusOf(server, path) {
  const [response] = await once(request(server.url, { path }).end(), "response");
  response.resume();
  return response.statusCode;
}

test("files are served with their types, and nothing beside them", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "demo-server-"));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "page"));
  await mkdir(join(folder, "page-beside"));
  for (const name of ["index.html", "a.js", "a.css", "a.wasm", "a.svg"])
    await writeFile(join(folder, "page", name), "x");
  await writeFile(join(folder, "page-beside", "secret"), "x");
  const server = await serve(t, { static: join(folder, "page") });
  for (const [path, type] of [
    ["/", "text/html;charset=utf-8"],
    ["/a.js", "text/javascript"],
    ["/a.css", "text/css"],
    ["/a.wasm", "application/wasm"],
    ["/a.svg", "image/svg+xml"],
  ]) {
    assert.equal((await fetch(server.url + path)).headers.get("content-type"), type);
  }
  for (const path of [
    "/missing",
    "/../page-beside/secret",
    "/..%2fpage-beside/secret",
    "/%2e%2e/page-beside/secret",
    "/%00",
    "/%",
  ]) {
    assert.equal(await statusOf(server, path), 404, path);
  }
  assert.equal((await fetch(server.url, { method: "POST" })).status, 405);
  assert.equal((await fetch(server.url, { headers: { range: "bytes=9-2" } })).status, 200);
});

test("odd paths are answered, for requests and upgrades", async (t) => {
  const server = await serve(t);
  for (const path of ["//", "/ws?x", "/%", "/control/", "/ws/000/a.b/xhr"])
    assert.equal(await statusOf(server, path), 404, path);
  for (const path of ["/", "//", "/stomp/more", "/ws?x", "/wsx"])
    await assert.rejects(Peer.open(server, path), /404/, path);
});

test("control over HTTP scripts, tells, acts, publishes and resets", async (t) => {
  const server = await serve(t);
  const call = async (path, body) => {
    const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${server.url}/control/${path}`, options);
    return { status: response.status, value: await response.json() };
  };
  const script = { url: "run=1", rules: [{ on: "open", do: [{ raw: "hello" }] }] };
  assert.deepEqual(await call("scripts", script), { status: 200, value: {} });
  const peer = await Peer.open(server, "/stomp?run=1");
  assert.equal(await peer.next(), "hello");
  peer.send("CONNECT\naccept-version:1.2\n__proto__:x\n\n\0");
  await peer.next();
  await peer.confirmed("SUBSCRIBE\nid:1\ndestination:/topic/t\n\n\0");

  const { value: connections } = await call("connections");
  assert.equal(connections.length, 1);
  const { id, url, transport, version, received } = connections[0];
  assert.deepEqual({ url, transport, version }, { url: "/stomp?run=1", transport: "plain", version: "1.2" });
  assert.deepEqual(
    received.map(({ command }) => command),
    ["CONNECT", "SUBSCRIBE"],
  );
  assert.deepEqual(received[0].lines, ["accept-version:1.2", "__proto__:x"]);

  await call("publish", { destination: "/topic/t", headers: { k: "v" }, body: "b" });
  assert.match(await peer.next(), /\nk:v\ncontent-length:1\n\nb\0$/);
  await call(`connections/${id}/do`, [{ close: { code: 4000, reason: "by test" } }]);
  assert.deepEqual(await peer.closed, { code: 4000, reason: "by test" });
  assert.deepEqual((await call(`connections/${id}`)).value.closed, { code: 4000, reason: "by test" });

  const other = await Peer.connected(server);
  await call("reset", {});
  assert.equal((await other.closed).code, 1006);
  assert.deepEqual((await call("connections")).value, []);
  assert.equal((await call(`connections/${id}`)).status, 404);
  assert.equal((await call("scripts", { rules: 1 })).status, 400);
  assert.equal((await call("toString")).status, 404);
});

test("without the option there is no control, and nothing is kept of past connections", async (t) => {
  const server = await serve(t, { control: false });
  assert.equal((await fetch(`${server.url}/control/connections`)).status, 404);
  const peer = await Peer.connected(server);
  assert.deepEqual(server.control.connections()[0].received, []);
  await peer.confirmed("DISCONNECT\n\n\0");
  await peer.closed;
  await until(() => server.control.connections().length === 0);
});

test("the program prints its URL when it is ready and ends when told, clients or not", async () => {
  for (const signal of ["SIGTERM", "SIGINT"]) {
    const program = spawn(process.execPath, [join(import.meta.dirname, "main.mjs"), "--port", "0"]);
    const url = (await once(program.stdout, "data")).toString().trim();
    assert.equal(await (await fetch(`${url}/health`)).text(), "ok");
    const peer = await Peer.connected({ url });
    program.kill(signal);
    assert.deepEqual(await once(program, "exit"), [0, null]);
    await peer.closed;
  }
});

test("the program says so when its port is taken or impossible", async (t) => {
  const server = await serve(t);
  for (const [port, code, message] of [
    [server.port, 1, /in use/],
    ["x", 2, /--port must be/],
  ]) {
    const program = spawn(process.execPath, [join(import.meta.dirname, "main.mjs"), "--port", port]);
    const said = once(program.stderr, "data");
    assert.deepEqual(await once(program, "exit"), [code, null]);
    assert.match(String(await said), message);
  }
});
