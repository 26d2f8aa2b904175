import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { until } from "../server/harness.mjs";
import { NETWORKS, paths, useNetworks, visit } from "./networks.mjs";

const { start } = useNetworks();

const withoutInfo = (lines) => lines.filter((line) => !line.startsWith("info"));

describe("a client connects over a network", { timeout: 60_000 }, () => {
  for (const [what, [network, transport, expected]] of Object.entries(NETWORKS)) {
    it(what, async (t) => {
      const { page, url, proxy, control } = await start(t, network);
      const visited = await visit(page, url);
      assert.deepEqual([visited.transport, withoutInfo(visited.attempts)], [transport, expected]);
      assert.equal(visited.attempts.length, expected.length + 1);
      assert.equal(paths(proxy).filter((path) => path === "/info").length, 1);
      await until(() => control.connections().every(({ closed }) => closed));
    });
  }

  it("that answers everything with a page: not at all, and asks no more", async (t) => {
    const { page, url, proxy } = await start(t, { html: true });
    const [error, lines] = await page.evaluate(async (url) => {
      const client = new Client(`${url}?token=secret`);
      const lines = attempts(client);
      const error = await client.connect().catch((error) => error);
      return [{ code: error.code, message: error.message, attempts: error.attempts }, lines];
    }, url);
    const asked = paths(proxy).length;
    assert.ok(asked <= 12, `${asked} requests`);
    assert.deepEqual(withoutInfo(lines), [
      "raw websocket failed connect closed 1006",
      "websocket failed connect closed 1006",
      "xhr-streaming failed open no-frame",
      "xhr-polling failed open no-frame",
    ]);
    assert.equal(error.code, "all-transports-failed");
    assert.deepEqual(
      error.attempts.map(({ transport }) => transport).toSorted(),
      ["info", "websocket", "websocket", "xhr-polling", "xhr-streaming"],
    );
    const failures = "raw websocket closed 1006, .*websocket closed 1006, xhr-streaming no-frame, xhr-polling no-frame";
    assert.match(error.message, new RegExp(`no transport led to a connection with ${url}: .*${failures}`));
    assert.doesNotMatch(error.message, /secret/);
    await sleep(2_000);
    assert.equal(paths(proxy).length, asked);
  });
});

describe("the user's choice of transports", { timeout: 60_000 }, () => {
  for (const transport of ["websocket", "xhr-streaming", "xhr-polling"]) {
    it(`can be ${transport} alone`, async (t) => {
      const { page, url } = await start(t);
      const visited = await visit(page, url, { transports: [transport] });
      assert.equal(visited.transport, transport);
      assert.ok(visited.attempts.every((line) => line.includes(transport) || line.startsWith("info")));
    });
  }

  it("is also an order", async (t) => {
    const { page, url } = await start(t);
    const visited = await visit(page, url, { transports: ["xhr-polling", "websocket"] });
    assert.deepEqual([visited.transport, withoutInfo(visited.attempts)], ["xhr-polling", ["xhr-polling opened stomp"]]);
  });

  it("is tried to its end, and no further", async (t) => {
    const { page, url, proxy } = await start(t, { upgrade: "strip" });
    const error = await page.evaluate((url) => failure(new Client(url, { transports: ["websocket"] }).connect()), url);
    assert.equal(error.code, "all-transports-failed");
    assert.deepEqual(paths(proxy).toSorted(), ["/info", "/websocket", "/websocket"]);
  });

  it("does not hold against a server that has no WebSockets", async (t) => {
    const { page, url, proxy } = await start(t, { upgrade: "swallow" }, { sockJs: { websocket: false } });
    const visited = await visit(page, url);
    assert.deepEqual(
      [visited.transport, withoutInfo(visited.attempts)],
      ["xhr-streaming", ["raw websocket failed connect not-offered", "xhr-streaming opened stomp"]],
    );
    assert.equal(paths(proxy).filter((path) => path === "/websocket").length, 1);
  });

  it("has each silent transport joined by the next after fallbackDelayMs", async (t) => {
    const { page, url, proxy } = await start(t, { upgrade: "swallow", stream: "buffer" });
    await visit(page, url, { fallbackDelayMs: 300 });
    const at = (path) => proxy.requests()[paths(proxy).indexOf(path)].atMs;
    for (const delay of [at("/xhr_streaming") - at("/websocket"), at("/xhr") - at("/xhr_streaming")]) {
      assert.ok(delay > 250 && delay < 900, `${delay} ms`);
    }
  });
});

describe("every attempt is told", { timeout: 60_000 }, () => {
  it("with all that is known of it, once", async (t) => {
    // A page of another origin would not be told the status.
    const { page, url, control } = await start(t, {}, { sameOrigin: true });
    control.script({ url: "xhr_streaming", rules: [{ on: "request", do: [{ wait: 100 }, { status: 503 }] }] });
    const [events, transport] = await page.evaluate(async (url) => {
      const client = new Client(url, { transports: ["xhr-streaming", "xhr-polling"] });
      const events = [];
      client.addEventListener("transport", ({ attempt }) => events.push({ ...attempt }));
      await client.connect();
      return [events, client.transport];
    }, url);
    assert.equal(transport, "xhr-polling");
    const times = events.map(({ elapsedMs }) => elapsedMs);
    assert.ok(times[1] >= 95 && times.every((time) => Number.isInteger(time) && time < 5_000), `${times}`);
    const attempt = { raw: false, problem: null, status: null, code: null };
    assert.deepEqual(
      events.map(({ elapsedMs, ...rest }) => rest),
      [
        { ...attempt, transport: "info", outcome: "opened", phase: "open" },
        { ...attempt, transport: "xhr-streaming", outcome: "failed", phase: "open", problem: "http-status", status: 503 },
        { ...attempt, transport: "xhr-polling", outcome: "opened", phase: "stomp" },
      ],
    );
  });
});

describe("what failed is known for the next time", { timeout: 60_000 }, () => {
  const STREAMING = { transport: "xhr-streaming", attempts: ["xhr-streaming opened stomp"] };

  it("and neither tried first nor asked for again", async (t) => {
    const { page, url, proxy } = await start(t, { upgrade: "strip" });
    await visit(page, url);
    const asked = paths(proxy).length;
    assert.deepEqual(await visit(page, url), STREAMING);
    assert.ok(paths(proxy).slice(asked).every((path) => path.startsWith("/xhr_")), `${paths(proxy)}`);
  });

  it("by this page alone", async (t) => {
    const { page, url } = await start(t, { upgrade: "strip" });
    const first = await visit(page, url);
    await page.reload();
    assert.deepEqual((await visit(page, url)).attempts.toSorted(), first.attempts.toSorted());
  });

  it("and by the pages after it where sessionStorage is chosen", async (t) => {
    const { page, url } = await start(t, { upgrade: "strip" });
    await visit(page, url, { rememberTransports: "session" });
    await page.reload();
    const { transport, attempts } = await visit(page, url, { rememberTransports: "session" });
    // Every page asks `/info` of its own.
    assert.deepEqual({ transport, attempts: withoutInfo(attempts) }, STREAMING);
  });

  it("unless it only was slower", async (t) => {
    const { page, url, server } = await start(t);
    server.network.change({ websocket: "swallow" });
    assert.equal((await visit(page, url, { fallbackDelayMs: 100 })).transport, "xhr-streaming");
    server.network.change({ websocket: "pass" });
    assert.equal((await visit(page, url)).transport, "websocket");
  });

  it("and tried again where what was known fails too", async (t) => {
    const { page, url, server } = await start(t, {}, { sameOrigin: true });
    server.network.change({ websocket: "block" });
    assert.equal((await visit(page, url)).transport, "xhr-streaming");
    server.network.change({ websocket: "pass" });
    server.control.script({ url: "/xhr", connections: 2, rules: [{ on: "request", do: [{ status: 503 }] }] });
    const visited = await visit(page, url);
    assert.equal(visited.transport, "websocket");
    assert.deepEqual(visited.attempts.slice(0, 2), [
      "xhr-streaming failed open http-status 503",
      "xhr-polling failed open http-status 503",
    ]);
  });
});
