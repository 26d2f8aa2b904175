import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { paths, useNetworks } from "./networks.mjs";

const { start } = useNetworks();

const HTTP = { transports: ["xhr-streaming"] };

/** Connects, sends a message around, and disconnects. */
function visit(page, url, options) {
  return page.evaluate(
    async ([url, options]) => {
      const client = await connected(url, options);
      const { messages } = await inbox(client, "/topic/a");
      await client.send("/topic/a", "x");
      await until(() => messages.length === 1);
      await client.disconnect();
    },
    [url, options],
  );
}

/** What came of SockJS. */
const arrivals = (proxy) => proxy.requests().filter(({ url }) => url.startsWith("/ws"));

const cookies = (proxy) => new Set(arrivals(proxy).map(({ headers }) => headers.cookie));

describe("a URL", { timeout: 60_000 }, () => {
  for (const [what, relative] of Object.entries({
    "without a slash before it": "ws",
    "with one": "/ws",
    "with a host and no scheme": "//HOST/ws",
    "with a slash at its end": "/ws/",
  })) {
    it(`is relative to the page: ${what}`, async (t) => {
      const { page, url, proxy } = await start(t, {}, { sameOrigin: true });
      await visit(page, relative.replace("HOST", new URL(url).host), HTTP);
      assert.deepEqual(new Set(paths(proxy)), new Set(["/xhr_streaming", "/info", "/xhr_send"]));
    });
  }

  it("is relative to the page's base where that has one", async (t) => {
    const { page, url } = await start(t);
    await page.evaluate((url) => {
      document.head.insertAdjacentHTML("beforeend", `<base href="${url}/">`);
    }, url);
    await visit(page, "../ws", HTTP);
  });

  it("is asked for before every attempt where it is a function", async (t) => {
    const { page, url, proxy } = await start(t);
    await page.evaluate(async (url) => {
      let asked = 0;
      const client = new Client(async () => `${url}?attempt=${++asked}`, { transports: ["xhr-polling"] });
      await client.connect();
      await client.disconnect();
      await client.connect();
    }, url);
    const queries = new Set(arrivals(proxy).map(({ url }) => url.split("?")[1]));
    assert.deepEqual(queries, new Set(["attempt=1", "attempt=2"]));
  });

  it("keeps its query on every request", async (t) => {
    const { page, url, proxy } = await start(t, { upgrade: "strip", stream: "buffer" });
    await visit(page, `${url}?token=a%20b?c&d=%EA%B0%80`, { fallbackDelayMs: 100 });
    const all = arrivals(proxy);
    assert.deepEqual(new Set(all.map(({ url }) => url.slice(url.indexOf("?")))), new Set(["?token=a%20b?c&d=%EA%B0%80"]));
    assert.equal(new Set(all.map(({ url }) => url.split("?")[0].split("/").at(-1))).size, 5);
  });
});

describe("requests to another origin", { timeout: 60_000 }, () => {
  for (const transport of ["xhr-streaming", "xhr-polling"]) {
    it(`need no preflight over ${transport}`, async (t) => {
      const { page, url, proxy } = await start(t);
      await visit(page, url, { transports: [transport] });
      const all = arrivals(proxy);
      assert.deepEqual(new Set(all.map(({ method }) => method)), new Set(["GET", "POST"]));
      const sent = all.filter(({ url }) => url.endsWith("/xhr_send"));
      assert.deepEqual(new Set(sent.map(({ headers }) => headers["content-type"])), new Set(["text/plain;charset=UTF-8"]));
    });
  }

  it("cost one for each URL where they have headers of the user's", async (t) => {
    const { page, url, proxy } = await start(t);
    await visit(page, url, { transports: ["xhr-polling"], fetchHeaders: { "X-CSRF-TOKEN": "a" } });
    const preflights = arrivals(proxy).filter(({ method }) => method === "OPTIONS");
    assert.deepEqual(preflights.map(({ url }) => url.split("/").at(-1)).toSorted(), ["info", "xhr", "xhr_send"]);
    const others = arrivals(proxy).filter(({ method }) => method !== "OPTIONS");
    assert.ok(others.every(({ headers }) => headers["x-csrf-token"] === "a"));
  });

  it("have the headers that a function gives, asked before each", async (t) => {
    const { page, url, proxy } = await start(t);
    const asked = await page.evaluate(async (url) => {
      let asked = 0;
      const fetchHeaders = async () => ({ "X-Number": `${++asked}` });
      const client = await connected(url, { transports: ["xhr-polling"], fetchHeaders });
      await client.disconnect();
      return asked;
    }, url);
    const numbers = arrivals(proxy).map(({ headers }) => headers["x-number"]).filter((number) => number !== undefined);
    assert.deepEqual(
      numbers.map(Number).toSorted((one, other) => one - other),
      Array.from({ length: asked }, (_, at) => at + 1),
    );
  });

  it("fail, and tell why, where such a function does", async (t) => {
    const { page, url } = await start(t);
    const { code, cause } = await page.evaluate((url) => {
      const fetchHeaders = () => Promise.reject(new Error("no token"));
      return failure(new Client(url, { transports: ["xhr-polling"], fetchHeaders }).connect());
    }, url);
    assert.deepEqual([code, cause], ["all-transports-failed", "Error: no token"]);
  });

  it("that it does not allow: the error says what that may be", async (t) => {
    const { page, url } = await start(t, {}, { sockJs: { disable_cors: true } });
    const { code, message } = await page.evaluate(
      (url) => failure(new Client(url, { transports: ["xhr-streaming", "xhr-polling"] }).connect()),
      url,
    );
    assert.equal(code, "all-transports-failed");
    assert.match(message, /xhr-polling network-or-cors; .*origin.*credentials/);
  });
});

describe("cookies", { timeout: 60_000 }, () => {
  /** @returns what is in the jar of every port of the page's host */
  function bake(t, page) {
    t.after(() => page.evaluate(() => (document.cookie = "flavour=; max-age=0")));
    return page.evaluate(() => (document.cookie = "flavour=mint"));
  }

  for (const [credentials, sameOrigin, expected] of [
    [undefined, false, "flavour=mint"],
    ["include", false, "flavour=mint"],
    ["same-origin", false, undefined],
    ["same-origin", true, "flavour=mint"],
    ["omit", false, undefined],
    ["omit", true, undefined],
  ]) {
    const where = sameOrigin ? "the page's own" : "another";
    const which = credentials ? `credentials are "${credentials}"` : "nothing is said";
    it(`${expected ? "go" : "do not go"} to ${where} origin where ${which}`, async (t) => {
      const { page, url, proxy } = await start(t, {}, { sameOrigin });
      await bake(t, page);
      await visit(page, url, { ...HTTP, ...(credentials && { credentials }) });
      assert.deepEqual(cookies(proxy), new Set([expected]));
    });
  }

  it("that the server sets come back on all later requests", async (t) => {
    const { page, url, proxy } = await start(t, {}, { sockJs: { jsessionid: true } });
    t.after(() => page.context().clearCookies());
    await visit(page, url, { transports: ["xhr-polling"] });
    const [, ...later] = arrivals(proxy).filter(({ method }) => method === "POST");
    assert.deepEqual(new Set(later.map(({ headers }) => headers.cookie)), new Set(["JSESSIONID=dummy"]));
  });
});

describe("a redirect", { timeout: 60_000 }, () => {
  it("is not followed, and told as such", async (t) => {
    const { page, url, control } = await start(t, { upgrade: "strip" }, { sameOrigin: true });
    control.script({ url: "/ws/", connections: 3, rules: [{ on: "request", do: [{ status: 302 }] }] });
    const [error, lines] = await page.evaluate(async (url) => {
      const client = new Client(url);
      const lines = attempts(client);
      return [await failure(client.connect()), lines];
    }, url);
    assert.equal(error.code, "all-transports-failed");
    assert.deepEqual(
      lines.filter((line) => !line.includes("websocket")).toSorted(),
      ["info", "xhr-polling", "xhr-streaming"].map((what) => `${what} failed open redirected`),
    );
  });
});
