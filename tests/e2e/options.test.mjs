import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { useDemoServer } from "./pages.mjs";

const { start } = useDemoServer();

/** Calls that are refused, with the code, and what the error must name: the thing, its value, what is allowed. */
const REFUSED = {
  "a URL that is none": [() => new Client("http://"), "invalid-url", /"http:\/\/"/],
  "no URL": [() => new Client(undefined), "invalid-url", /undefined/],
  "a URL for something else": [() => new Client("ftp://a.example/ws"), "invalid-url", /"ftp:".*wss:.*https:/],
  "a URL with secrets, which the error does not tell": [
    () => new Client("ftp://user:hidden@a.example/ws?token=hidden"),
    "invalid-url",
    /^(?!.*hidden).*ftp:\/\/a\.example\/ws/,
  ],
  "a URL with a fragment": [() => new Client("ws://a.example/#part"), "invalid-url", /a\.example.*fragment/],
  "a misspelt option": [
    () => new Client("ws://a.example/", { heartBeat: false }),
    "invalid-option",
    /heartBeat.*heartbeat/,
  ],
  "a misspelt option within one": [
    () => new Client("ws://a.example/", { limits: { frameByte: 1 } }),
    "invalid-option",
    /limits\.frameByte.*frameBytes/,
  ],
  "a number out of range": [
    () => new Client("ws://a.example/", { heartbeat: { outgoingMs: -1 } }),
    "invalid-option",
    /heartbeat\.outgoingMs.*-1.*0 to 2147483647/,
  ],
  "a delay that would open every transport at once": [
    () => new Client("/ws", { fallbackDelayMs: 99 }),
    "invalid-option",
    /fallbackDelayMs.*99.*100 to/,
  ],
  "a transport that there is not": [
    () => new Client("/ws", { transports: ["websocket", "jsonp-polling"] }),
    "invalid-option",
    /transports.*jsonp-polling.*xhr-polling/,
  ],
  "a transport twice": [
    () => new Client("/ws", { transports: ["websocket", "websocket"] }),
    "invalid-option",
    /transports/,
  ],
  "a version of the future": [
    () => new Client("ws://a.example/", { versions: ["2.0"] }),
    "invalid-option",
    /versions.*2\.0.*1\.2/,
  ],
  "a sub-protocol that is no token": [
    () => new Client("ws://a.example/", { protocols: ["a b"] }),
    "invalid-option",
    /protocols.*a b/,
  ],
  "headers that are no strings": [
    () => new Client("ws://a.example/", { connectHeaders: { login: 7 } }),
    "invalid-header",
    /login.*number.*string/,
  ],
  "an ack mode that STOMP has not": [
    () => new Client("ws://a.example/").subscribe("/a", () => {}, { ack: "none" }),
    "invalid-option",
    /none.*client-individual/,
  ],
  "a handler that is no function": [
    () => new Client("ws://a.example/").subscribe("/a", 7),
    "invalid-option",
    /number.*function/,
  ],
  "a transaction while not connected": [() => new Client("ws://a.example/").begin(), "not-connected", /connection/],
};

describe("the client refuses at once, and says why,", { timeout: 60_000 }, () => {
  for (const [what, [call, code, message]] of Object.entries(REFUSED)) {
    it(what, async (t) => {
      const { page } = await start(t);
      const error = await page.evaluate(`thrown(${call})`);
      assert.equal(error.code, code);
      assert.match(error.message, message);
    });
  }

  it("but shows no secret of a URL that it refuses", async (t) => {
    const { page } = await start(t);
    const error = await page.evaluate(() => thrown(() => new Client("http://a.example/ws?token=secret")));
    assert.doesNotMatch(JSON.stringify(error), /secret/);
  });
});

describe("headers of CONNECT", { timeout: 60_000 }, () => {
  for (const [what, headers] of [
    ["a line feed", { login: "a\nb" }],
    ["a carriage return", { login: "a\rb" }],
    ["a NUL", { login: "a\0b" }],
    ["a colon in a name", { "a:b": "c" }],
  ]) {
    it(`cannot carry ${what}: nothing is sent`, async (t) => {
      const { page, url, control } = await start(t);
      const [error, state] = await page.evaluate(
        async ([url, connectHeaders]) => {
          const client = new Client(url, { connectHeaders });
          return [await failure(client.connect()), client.state];
        },
        [url, headers],
      );
      assert.deepEqual([error.code, state], ["invalid-header", "inactive"]);
      assert.deepEqual(control.connections().flatMap(({ received }) => received), []);
    });
  }

  it("leave as they are, whatever they hold else", async (t) => {
    const { page, url, control } = await start(t);
    const login = "C:\\new: 안녕 😀 ";
    await page.evaluate(([url, login]) => connected(url, { connectHeaders: { login } }).then(() => {}), [url, login]);
    assert.equal(control.connections()[0].received[0].headers.login, login);
  });

  it("are escaped for servers that unescape them", async (t) => {
    const { page, url, control } = await start(t);
    await page.evaluate(async (url) => {
      await connected(url, { connectHeaders: { login: "C:\\new" }, connectHeaderEscaping: "escaped" });
    }, url);
    assert.equal(control.connections()[0].received[0].headers.login, "C\\c\\\\new");
  });
});
