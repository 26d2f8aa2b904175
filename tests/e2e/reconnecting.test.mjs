import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { useDemoServer } from "./pages.mjs";

const { start } = useDemoServer();

/** Ends connections at SEND, in order; those after that live. */
const reset = (control, connections) =>
  control.script({ connections, rules: [{ on: "receive", command: "SEND", do: [{ reset: true }] }] });

describe("a connection that is lost", { timeout: 60_000 }, () => {
  it("is made again, says so, and for how long messages may have been missed", async (t) => {
    const { page, url, control } = await start(t);
    reset(control, 1);
    const told = await page.evaluate(async (url) => {
      const client = new Client(url, { reconnect: { initialDelayMs: 50 } });
      const told = [];
      for (const type of ["connected", "disconnected"]) client.addEventListener(type, (event) => told.push(event));
      await client.connect();
      const { messages } = await inbox(client, "/topic/a");
      const begun = performance.now();
      client.send("/topic/a", "the last");
      await event(client, "connected");
      const took = performance.now() - begun;
      await client.send("/topic/a", "x", { receipt: true });
      const [first, lost, again] = told;
      return {
        first: [first.reconnected, first.gapMs],
        lost: [lost.reason.code, lost.willReconnect, lost.delayMs >= 0 && lost.delayMs <= 50, lost.attempt],
        again: [again.reconnected, again.gapMs > 0 && again.gapMs <= took + 1_000],
        count: told.length,
        bodies: messages.map(({ body }) => body),
      };
    }, url);
    assert.deepEqual(told, {
      first: [false, null],
      lost: ["connection-lost", true, true, 0],
      again: [true, true],
      count: 3,
      bodies: ["x"],
    });
  });

  it("counts the gap over disconnect() and connect() as well", async (t) => {
    const { page, url } = await start(t);
    const gapMs = await page.evaluate(async (url) => {
      const client = await connected(url);
      await client.disconnect();
      await sleep(200);
      const again = event(client, "connected");
      await client.connect();
      return (await again).gapMs;
    }, url);
    assert.ok(gapMs >= 200 && gapMs < 2_000, `${gapMs} ms`);
  });

  it("is joined by connect(), which begins at once what is waited for", async (t) => {
    const { page, url, control } = await start(t);
    reset(control, 1);
    const [same, took] = await page.evaluate(async (url) => {
      const client = new Client(url, { reconnect: { initialDelayMs: 600_000, maxDelayMs: 600_000 } });
      const first = client.connect();
      await first;
      client.send("/topic/a", "the last");
      await event(client, "disconnected");
      const begun = performance.now();
      const [one, other] = [client.connect(), client.connect()];
      await one;
      return [one === other && one !== first, performance.now() - begun];
    }, url);
    assert.ok(same && took < 2_000, `${took} ms`);
    assert.equal(control.connections().length, 2);
  });

  it("is begun at once by every connect() while it waits, also where the first attempt has failed", async (t) => {
    const { page, url } = await start(t);
    const attempts = await page.evaluate(async (url) => {
      let attempts = 0;
      const client = new Client(url, {
        reconnect: { initial: true, initialDelayMs: 600_000, maxDelayMs: 600_000 },
        webSocketFactory: (...given) => {
          if (++attempts < 4) throw new Error("no network");
          return new WebSocket(...given);
        },
      });
      client.addEventListener("disconnected", () => queueMicrotask(() => client.connect()));
      await client.connect();
      return attempts;
    }, url);
    assert.equal(attempts, 4);
  });

  it("is given up at once by disconnect(), and by the end of `await using`", async (t) => {
    const { page, url, control } = await start(t);
    reset(control, 2);
    const states = await page.evaluate(async (url) => {
      const end = async (act) => {
        const client = await connected(url, { reconnect: { initialDelayMs: 600_000, maxDelayMs: 600_000 } });
        client.send("/topic/a", "the last");
        await event(client, "disconnected");
        await act(client);
        return client.state;
      };
      const dispose = Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose");
      return [await end((client) => client.disconnect()), await end((client) => client[dispose]())];
    }, url);
    assert.deepEqual(states, ["inactive", "inactive"]);
  });

  it("is left alone where the page wants that", async (t) => {
    const { page, url, control } = await start(t);
    reset(control, 1);
    const told = await page.evaluate(async (url) => {
      const client = await connected(url, { reconnect: false });
      client.send("/topic/a", "the last");
      const { willReconnect, delayMs, attempt } = await event(client, "disconnected");
      return [willReconnect, delayMs, attempt, client.state];
    }, url);
    assert.deepEqual(told, [false, null, 0, "inactive"]);
  });

  for (const [what, answer, goesOn] of [
    ["yes", "() => true", true],
    ["yes, later", "async () => (await sleep(20), true)", true],
    ["no", "() => false", false],
    ["no, later", "async () => (await sleep(20), false)", false],
    ["nothing, because it throws", "() => { throw new Error('a bug'); }", false],
    ["nothing, because it rejects", "async () => { throw new Error('a bug'); }", false],
    ["nothing at all", "() => new Promise(() => {})", false],
  ]) {
    it(`is decided about by shouldReconnect: ${what}`, async (t) => {
      const { page, url, control } = await start(t);
      reset(control, 1);
      const { asked, willReconnect, errors } = await page.evaluate(
        async ([url, answer]) => {
          const asked = [];
          const decide = (0, eval)(answer);
          const shouldReconnect = (reason, attempt) => {
            asked.push([reason.code, attempt]);
            return decide();
          };
          const reconnect = { initialDelayMs: 1, shouldReconnect };
          const client = await connected(url, { reconnect, connectTimeoutMs: 500 });
          const errors = [];
          client.addEventListener("error", ({ error }) => errors.push(`${error.code} ${error.cause}`));
          client.send("/topic/a", "the last");
          const { willReconnect } = await event(client, "disconnected");
          if (willReconnect) await event(client, "connected");
          return { asked, willReconnect, errors };
        },
        [url, answer],
      );
      assert.deepEqual(asked, [["connection-lost", 0]]);
      assert.equal(willReconnect, goesOn);
      const bug = what.includes("because");
      assert.deepEqual(errors, bug ? ["handler-failed Error: a bug"] : []);
      assert.deepEqual(page.errors.splice(0), bug ? ["a bug"] : []);
    });
  }
});

describe("the functions that prepare an attempt", { timeout: 60_000 }, () => {
  it("are asked again for every attempt, with a signal that is aborted at its end", async (t) => {
    const { page, url, control } = await start(t);
    reset(control, 1);
    const outcome = await page.evaluate(async (url) => {
      const signals = [];
      let number = 0;
      const client = await connected(
        async ({ signal }) => {
          signals.push(signal);
          return url;
        },
        {
          connectHeaders: ({ signal }) => ({ login: `user-${number++}-${signal === signals.at(-1)}` }),
          reconnect: { initialDelayMs: 1 },
        },
      );
      client.send("/topic/a", "the last");
      await event(client, "connected");
      return [signals.length, signals[0] !== signals[1], signals.every(({ aborted }) => aborted)];
    }, url);
    assert.deepEqual(outcome, [2, true, true]);
    const logins = control.connections().map(({ received }) => received[0].headers.login);
    assert.deepEqual(logins, ["user-0-true", "user-1-true"]);
  });

  for (const [what, end, code] of [
    ["it takes too long", "() => {}", "connect-timeout"],
    ["it is given up", "(client) => client.disconnect()", "disconnected"],
  ]) {
    it(`are told when ${what}, and what they give then is ignored`, async (t) => {
      const { page, url, control } = await start(t);
      const told = await page.evaluate(
        async ([url, end]) => {
          let answer;
          let given;
          const client = new Client(
            ({ signal }) => {
              given = signal;
              return new Promise((resolve) => (answer = resolve));
            },
            { connectTimeoutMs: 200 },
          );
          const connecting = failure(client.connect());
          await until(() => given);
          const before = given.aborted;
          (0, eval)(end)(client);
          const { code } = await connecting;
          answer(url);
          await sleep(50);
          return [before, given.aborted, code, client.state];
        },
        [url, end],
      );
      assert.deepEqual(told, [false, true, code, "inactive"]);
      assert.deepEqual(control.connections(), []);
    });
  }
});

describe("a subscription that makes the server end its connections", { timeout: 60_000 }, () => {
  it("is over, and its iterator throws after what it had kept", async (t) => {
    const { page, url, control } = await start(t);
    control.script({
      connections: 100,
      rules: [
        {
          on: "receive",
          command: "SUBSCRIBE",
          do: [
            { raw: "MESSAGE\nsubscription:bad\nmessage-id:1\ndestination:/topic/bad\n\nkept\0" },
            { raw: "ERROR\nmessage:no\n\n\0" },
            { close: { code: 1002 } },
          ],
        },
      ],
    });
    const told = await page.evaluate(async (url) => {
      const client = await connected(url, { reconnect: { initialDelayMs: 1 } });
      const codes = [];
      client.addEventListener("error", ({ error }) => codes.push(error.code));
      const subscription = client.subscribe("/topic/bad", undefined, { id: "bad" });
      await until(() => codes.includes("subscription-suspended"));
      const bodies = [];
      const read = async () => {
        for await (const { body } of subscription) bodies.push(body);
      };
      const thrown = await failure(read());
      await client.connect();
      const again = await failure(read());
      return { codes: [...new Set(codes)], bodies, thrown: thrown.code, again: again.code ?? null };
    }, url);
    assert.deepEqual(told, {
      codes: ["server-error", "subscription-suspended"],
      bodies: ["kept", "kept"],
      thrown: "subscription-suspended",
      again: null,
    });
    const subscribes = control.connections().flatMap(({ received }) => received.map(({ command }) => command));
    assert.equal(subscribes.filter((command) => command === "SUBSCRIBE").length, 2);
  });
});
