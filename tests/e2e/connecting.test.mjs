import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { until } from "../server/harness.mjs";
import { useDemoServer } from "./pages.mjs";

const { start } = useDemoServer();

describe("connecting", { timeout: 60_000 }, () => {
  /** Lets the server take everything and answer nothing. */
  const SILENT = { rules: [{ on: "open", do: [{ set: { silent: true } }] }] };

  it("resolves with what the server answered, and the client says the same", async (t) => {
    const { page, url, control } = await start(t);
    const { session, ...answer } = await page.evaluate(async (url) => {
      const client = new Client(url);
      const { headers, ...answer } = await client.connect();
      const { state, version, transport, bufferedAmount } = client;
      return { ...answer, headers: { ...headers }, client: { state, version, transport, bufferedAmount } };
    }, url);
    assert.equal(session, control.connections()[0].session);
    const { headers } = answer;
    assert.deepEqual(answer, {
      version: "1.2",
      server: "stompwire-demo/1.0",
      heartbeat: { outgoingMs: 10_000, incomingMs: 10_000 },
      headers,
      transport: "websocket",
      client: { state: "connected", version: "1.2", transport: "websocket", bufferedAmount: 0 },
    });
    assert.equal(headers.version, "1.2");
    assert.equal(headers["heart-beat"], "10000,10000");
  });

  it("gives the same promise while connecting and when connected", async (t) => {
    const { page, url, control } = await start(t);
    const same = await page.evaluate(async (url) => {
      const client = new Client(url);
      const first = client.connect();
      const second = client.connect();
      await first;
      return [first === second, first === client.connect()];
    }, url);
    assert.deepEqual(same, [true, true]);
    assert.equal(control.connections().length, 1);
  });

  it("tells each state, and each connection as the first or another", async (t) => {
    const { page, url } = await start(t);
    const lines = await page.evaluate(async (url) => {
      const client = new Client(url);
      const lines = listen(client);
      await client.connect();
      await client.disconnect();
      await client.connect();
      return lines;
    }, url);
    assert.deepEqual(lines, [
      "statechange: connecting",
      "statechange: connected",
      "connected: first",
      "statechange: disconnecting",
      "statechange: inactive",
      "disconnected: null",
      "statechange: connecting",
      "statechange: connected",
      "connected: again",
    ]);
  });

  it("waits for a disconnection that is under way", async (t) => {
    const { page, url, control } = await start(t);
    const states = await page.evaluate(async (url) => {
      const client = await connected(url);
      const states = [];
      client.addEventListener("statechange", ({ state }) => states.push(state));
      const gone = client.disconnect();
      const again = client.connect();
      await Promise.all([gone, again]);
      return [...states, client.state];
    }, url);
    assert.deepEqual(states, ["disconnecting", "inactive", "connecting", "connected", "connected"]);
    const [first, second] = control.connections();
    assert.notEqual(first.closed, null);
    assert.equal(second.closed, null);
  });

  it("gives the same promise before and after the disconnection that it waits for", async (t) => {
    const { page, url, control } = await start(t);
    const same = await page.evaluate(async (url) => {
      const client = await connected(url);
      const gone = client.disconnect();
      const waiting = client.connect();
      await gone;
      const same = waiting === client.connect();
      await waiting;
      return [same, waiting === client.connect()];
    }, url);
    assert.deepEqual(same, [true, true]);
    assert.equal(control.connections().length, 2);
  });

  it("is called off by a signal while it waits for a disconnection", async (t) => {
    const { page, url, control } = await start(t);
    const [code, state] = await page.evaluate(async (url) => {
      const client = await connected(url);
      const gone = client.disconnect();
      const controller = new AbortController();
      const waiting = failure(client.connect({ signal: controller.signal }));
      controller.abort();
      await gone;
      return [(await waiting).code, client.state];
    }, url);
    assert.deepEqual([code, state], ["aborted", "inactive"]);
    assert.equal(control.connections().length, 1);
  });

  it("is not called off by the signal of an earlier attempt", async (t) => {
    const { page, url } = await start(t);
    const outcome = await page.evaluate(async (url) => {
      const client = new Client(url);
      const controller = new AbortController();
      const first = failure(client.connect({ signal: controller.signal }));
      client.disconnect();
      const second = client.connect();
      controller.abort();
      await second;
      return [(await first).code, client.state];
    }, url);
    assert.deepEqual(outcome, ["disconnected", "connected"]);
  });

  it("survives being mounted, unmounted and mounted again at once", async (t) => {
    const { page, url, control } = await start(t);
    const [first, , second] = await page.evaluate(async (url) => {
      const client = new Client(url);
      const all = [failure(client.connect()), client.disconnect(), client.connect().then(() => client.state)];
      return Promise.all(all);
    }, url);
    assert.equal(first.code, "disconnected");
    assert.equal(second, "connected");
    await until(() => control.connections().filter(({ closed }) => closed === null).length === 1);
  });

  it("asks for the URL and the headers before every attempt, and waits for both", async (t) => {
    const { page, url, control } = await start(t);
    await page.evaluate(async (url) => {
      let attempt = 0;
      const later = (value) => sleep(10).then(() => value);
      const client = new Client(() => later(`${url}?attempt=${++attempt}`), {
        connectHeaders: () => later({ login: `visitor ${attempt}` }),
      });
      await client.connect();
      await client.disconnect();
      await client.connect();
    }, url);
    const asked = control.connections().map(({ url, received }) => [url, received[0].headers.login]);
    assert.deepEqual(asked, [
      ["/stomp?attempt=1", "visitor 1"],
      ["/stomp?attempt=2", "visitor 2"],
    ]);
  });

  it("rejects with the cause where the function for the URL or the headers fails", async (t) => {
    const { page, url, control } = await start(t);
    const failures = await page.evaluate(async (url) => {
      const fail = async () => {
        throw new RangeError("no token");
      };
      const clients = [new Client(fail), new Client(url, { connectHeaders: fail })];
      return Promise.all(clients.map(async (client) => [await failure(client.connect()), client.state]));
    }, url);
    for (const [{ code, cause }, state] of failures) {
      assert.deepEqual([code, cause, state], ["preparation-failed", "RangeError: no token", "inactive"]);
    }
    assert.deepEqual(control.connections(), []);
  });

  for (const version of ["1.2", "1.1", "1.0"]) {
    it(`speaks STOMP ${version} where it is the only one`, async (t) => {
      const { page, url, control } = await start(t);
      const spoken = await page.evaluate(
        async ([url, version]) => {
          const client = await connected(url, { versions: [version] });
          const { messages } = await inbox(client, "/topic/a");
          await client.send("/topic/a", "안녕", { receipt: true });
          await until(() => messages.length === 1);
          return [client.version, messages[0].body];
        },
        [url, version],
      );
      assert.deepEqual(spoken, [version, "안녕"]);
      assert.equal(control.connections()[0].protocol, `v${version.replace(".", "")}.stomp`);
    });
  }

  it("offers sub-protocols of one's own, or none at all", async (t) => {
    const { page, url, control } = await start(t);
    await page.evaluate(async (url) => {
      await connected(url, { protocols: ["my-team-custom"] });
      await connected(url, { protocols: [] });
      await connected(url.replace("/stomp", "/ws/websocket"), { protocols: [] });
    }, url);
    const taken = control.connections().map(({ transport, protocol }) => [transport, protocol]);
    assert.deepEqual(taken.slice(0, 2), [
      ["plain", "v12.stomp"],
      ["plain", null],
    ]);
    assert.equal(taken[2][0], "websocket-raw");
  });

  it("names the host that it is told, or none", async (t) => {
    const { page, url, control } = await start(t);
    await page.evaluate(async (url) => {
      await connected(url);
      await connected(url, { host: "broker.example" });
      await connected(url, { host: null });
    }, url);
    const hosts = control.connections().map(({ received }) => received[0].headers.host);
    assert.deepEqual(hosts, ["/", "broker.example", undefined]);
  });

  it("opens the socket that a factory gives, also later", async (t) => {
    const { page, url } = await start(t);
    const made = await page.evaluate(async (url) => {
      const asked = [];
      const webSocketFactory = async (...wanted) => {
        asked.push(wanted);
        await sleep(10);
        return new WebSocket(...wanted);
      };
      await connected(url, { webSocketFactory, versions: ["1.2"] });
      return asked;
    }, url);
    assert.deepEqual(made, [[url, ["v12.stomp"]]]);
  });

  it("rejects with refused, and the server's ERROR, for a wrong passcode; the next attempt may succeed", async (t) => {
    const { page, url } = await start(t);
    const answers = await page.evaluate(async (url) => {
      let passcode = "wrong";
      const client = new Client(url, { connectHeaders: () => ({ login: "user", passcode }) });
      const refused = await client.connect().catch(({ code, frame }) => [code, frame.command, frame.body]);
      passcode = "secret";
      const { headers } = await client.connect();
      return [...refused, headers["user-name"]];
    }, url);
    const [code, command, body, name] = answers;
    assert.deepEqual([code, command, name], ["refused", "ERROR", "user"]);
    assert.match(body, /\S/);
  });

  it("is called off by a signal: at once, while WebAssembly loads, while it waits for CONNECTED", async (t) => {
    const { page, url, control } = await start(t);
    control.script(SILENT);
    const outcomes = await page.evaluate(async (url) => {
      const client = new Client(url);
      const early = await failure(client.connect({ signal: AbortSignal.abort("early") }));

      const [loading, waiting] = [new AbortController(), new AbortController()];
      const first = failure(client.connect({ signal: loading.signal }));
      loading.abort();
      const { state } = client;

      const second = failure(client.connect({ signal: waiting.signal }));
      await sleep(200);
      waiting.abort();
      const codes = [early, await first, await second].map(({ code }) => code);
      return { codes, cause: early.cause, states: [state, client.state] };
    }, url);
    assert.deepEqual(outcomes, {
      codes: ["aborted", "aborted", "aborted"],
      cause: "early",
      states: ["inactive", "inactive"],
    });
    assert.equal(control.connections().length, 1);
    await until(() => control.connections()[0].closed);
  });

  it("is called off by disconnect()", async (t) => {
    const { page, url, control } = await start(t);
    control.script(SILENT);
    const outcome = await page.evaluate(async (url) => {
      const client = new Client(url);
      const lines = listen(client);
      const attempt = failure(client.connect());
      await sleep(100);
      await client.disconnect();
      return [(await attempt).code, ...lines];
    }, url);
    assert.deepEqual(outcome, ["disconnected", "statechange: connecting", "statechange: inactive"]);
    await until(() => control.connections()[0].closed);
  });

  it("offers no heart-beats where it shall not beat", async (t) => {
    const { page, url, control } = await start(t);
    const heartbeat = await page.evaluate(async (url) => {
      const client = new Client(url, { heartbeat: false });
      return (await client.connect()).heartbeat;
    }, url);
    assert.deepEqual(heartbeat, { outgoingMs: 0, incomingMs: 0 });
    assert.equal(control.connections()[0].received[0].headers["heart-beat"], "0,0");
  });

  it("stays connected by heart-beats alone", async (t) => {
    const { page, url, control } = await start(t, { heartbeat: [100, 100] });
    const state = await page.evaluate(async (url) => {
      const client = await connected(url, { heartbeat: { outgoingMs: 100, incomingMs: 100 } });
      await sleep(1_000);
      return client.state;
    }, url);
    assert.equal(state, "connected");
    assert.ok(control.connections()[0].beats >= 5);
  });
});

describe("disconnecting", { timeout: 60_000 }, () => {
  it("sends one DISCONNECT, waits for its RECEIPT and closes with 1000, however often it is called", async (t) => {
    const { page, url, control } = await start(t);
    const states = await page.evaluate(async (url) => {
      const client = await connected(url);
      const both = Promise.all([client.disconnect(), client.disconnect()]);
      const { state } = client;
      await both;
      await client.disconnect();
      return [state, client.state, client.version, client.transport];
    }, url);
    assert.deepEqual(states, ["disconnecting", "inactive", null, null]);
    await until(() => control.connections()[0].closed);
    const [{ received, sent, closed }] = control.connections();
    assert.deepEqual(received.map(({ command }) => command), ["CONNECT", "DISCONNECT"]);
    assert.equal(sent, 2);
    assert.equal(closed.code, 1000);
  });

  it("waits no longer for a silent server than it is told", async (t) => {
    const { page, url, control } = await start(t);
    control.script({ rules: [{ on: "receive", command: "DISCONNECT", do: [{ drop: true }] }] });
    const [took, state] = await page.evaluate(async (url) => {
      const client = await connected(url);
      const begun = performance.now();
      await client.disconnect({ timeoutMs: 200 });
      return [performance.now() - begun, client.state];
    }, url);
    assert.ok(took >= 195 && took < 1_500, `${took} ms`);
    assert.equal(state, "inactive");
    await until(() => control.connections()[0].closed);
  });

  it("settles what still waits for a RECEIPT", async (t) => {
    const { page, url, control } = await start(t);
    control.script({ rules: [{ on: "send", command: "RECEIPT", do: [{ drop: true }] }] });
    const { code } = await page.evaluate(async (url) => {
      const client = await connected(url);
      const waiting = failure(client.send("/topic/a", "x", { receipt: true }));
      await client.disconnect({ timeoutMs: 50 });
      return waiting;
    }, url);
    assert.equal(code, "unconfirmed");
  });

  it("does nothing to a client that was never connected", async (t) => {
    const { page, url } = await start(t);
    const lines = await page.evaluate(async (url) => {
      const client = new Client(url);
      const lines = listen(client);
      await client.disconnect();
      return lines;
    }, url);
    assert.deepEqual(lines, []);
  });
});
