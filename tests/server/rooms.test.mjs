import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";

import { Client } from "@stomp/stompjs";
import WebSocket from "ws";

import { serve } from "./harness.mjs";

/** A chatting client whose events, per destination, can be awaited one after the other. */
class Chatter {
  #client;
  #events = new Map();
  #subscriptions = new Map();

  static async enter(t, server, login) {
    const chatter = new Chatter();
    chatter.#client = new Client({
      webSocketFactory: () => new WebSocket(`${server.url.replace("http", "ws")}/stomp`, ["v12.stomp"]),
      connectHeaders: { login },
      reconnectDelay: 0,
    });
    t.after(() => chatter.leave());
    await new Promise((resolve) => {
      chatter.#client.onConnect = resolve;
      chatter.#client.activate();
    });
    return chatter;
  }

  /** @returns {() => Promise<object>} the next event there */
  listen(destination) {
    const events = [];
    const wake = new EventTarget();
    const subscription = this.#client.subscribe(destination, ({ body }) => {
      events.push(JSON.parse(body));
      wake.dispatchEvent(new Event("event"));
    });
    this.#subscriptions.set(destination, subscription);
    this.#events.set(destination, events);
    return async () => {
      if (events.length === 0) await once(wake, "event", { signal: AbortSignal.timeout(2_000) });
      return events.shift();
    };
  }

  join(room) {
    return this.listen(`/topic/rooms/${room}`);
  }

  part(room) {
    this.#subscriptions.get(`/topic/rooms/${room}`).unsubscribe();
  }

  say(room, text) {
    this.publish(`/app/rooms/${room}/messages`, JSON.stringify({ text }));
  }

  publish(destination, body) {
    this.#client.publish({ destination, body });
  }

  vanish() {
    this.#client.forceDisconnect();
  }

  leave() {
    return this.#client.deactivate();
  }
}

/** An event without what differs from run to run. */
function content({ id, at, ...event }) {
  assert.match(id, /^\d+$/);
  assert.ok(Math.abs(Date.parse(at) - Date.now()) < 5_000);
  return event;
}

test("everyone in a room learns who joined, what is said, and who left", async (t) => {
  const server = await serve(t);
  const [ana, ben] = [await Chatter.enter(t, server, "Ana"), await Chatter.enter(t, server, "Ben")];
  const room = "general";
  const anaHears = ana.join(room);
  assert.deepEqual(content(await anaHears()), { kind: "joined", room, name: "Ana", members: ["Ana"] });
  const benHears = ben.join(room);
  for (const hears of [anaHears, benHears]) {
    assert.deepEqual(content(await hears()), { kind: "joined", room, name: "Ben", members: ["Ana", "Ben"] });
  }
  ben.say(room, "hello \u{1F44B}");
  for (const hears of [anaHears, benHears]) {
    assert.deepEqual(content(await hears()), { kind: "message", room, from: "Ben", text: "hello \u{1F44B}" });
  }
  ben.part(room);
  assert.deepEqual(content(await anaHears()), { kind: "left", room, name: "Ben", members: ["Ana"] });
});

test("losing the connection is leaving", async (t) => {
  const server = await serve(t);
  const [ana, ben] = [await Chatter.enter(t, server, "Ana"), await Chatter.enter(t, server, "Ben")];
  const anaHears = ana.join("general");
  await anaHears();
  ben.join("general");
  await anaHears();
  ben.vanish();
  assert.deepEqual(content(await anaHears()), { kind: "left", room: "general", name: "Ben", members: ["Ana"] });
});

test("the list of rooms comes at once and after every change; an empty room goes", async (t) => {
  const server = await serve(t);
  const ana = await Chatter.enter(t, server, "Ana");
  const rooms = ana.listen("/topic/rooms");
  const list = (...more) => ({
    kind: "rooms",
    rooms: [...["general", "random", "help"].map((name) => ({ name, members: 0 })), ...more],
  });
  assert.deepEqual(await rooms(), list());
  ana.join("constructor");
  assert.deepEqual(await rooms(), list({ name: "constructor", members: 1 }));
  ana.part("constructor");
  assert.deepEqual(await rooms(), list());
});

test("what cannot be done is refused without an ERROR", async (t) => {
  const server = await serve(t);
  const [ana, long] = [await Chatter.enter(t, server, "Ana"), await Chatter.enter(t, server, "x".repeat(41))];
  const refused = ana.listen("/user/queue/errors");
  const expectRefusal = async (reason, next = refused) => {
    const event = await next();
    assert.equal(event.kind, "refused");
    assert.match(event.reason, reason);
  };
  ana.say("general", "not yet");
  await expectRefusal(/Join the room first/);
  await ana.join("general")();
  for (const [body, reason] of [
    ["no JSON", /JSON/],
    ["null", /JSON/],
    ['{"text":1}', /JSON/],
    ['{"text":" "}', /some text/],
    [JSON.stringify({ text: "x".repeat(2_001) }), /2000 characters/],
  ]) {
    ana.publish("/app/rooms/general/messages", body);
    await expectRefusal(reason);
  }
  for (const room of ["", "__proto__", "x".repeat(41), "a/b"]) {
    ana.join(room);
    await expectRefusal(/room's name/);
  }
  ana.publish("/topic/rooms/general", '{"kind":"message","from":"Ben"}');
  await expectRefusal(/instead/);
  const longRefused = long.listen("/user/queue/errors");
  long.join("general");
  await expectRefusal(/1 to 40/, longRefused);
});
