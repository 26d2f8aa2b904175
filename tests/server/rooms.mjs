const TOPIC = "/topic/rooms/";
const LIST = "/topic/rooms";
const SEND_TO = /^\/app\/rooms\/([^/]+)\/messages$/;

const DEFAULT_ROOMS = ["general", "random", "help"];
const ROOM_NAME = /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u;
const MAX_NAME = 40;
const MAX_TEXT = 2_000;
const MAX_ROOMS = 100;

/**
 * Chat rooms on top of the broker. Subscribing to `/topic/rooms/{room}` is joining it. A refusal never ends the
 * connection: it is a message on the sender's `/user/queue/errors`.
 */
export class Rooms {
  #broker;
  /** @type {Map<string, Map<import("./session.mjs").Session, number>>} room → member → how often it subscribes */
  #rooms = new Map(DEFAULT_ROOMS.map((name) => [name, new Map()]));
  #events = 0;

  /** @param {import("./broker.mjs").Broker} broker */
  constructor(broker) {
    this.#broker = broker;
    broker.register(SEND_TO, (session, message) => this.#say(session, message));
    broker.register(/^\/topic\/rooms(\/|$)/, (session) =>
      this.#refuse(session, "Send to /app/rooms/{room}/messages instead."),
    );
    broker.on("subscribed", (subscription) => this.#subscribed(subscription));
    broker.on("unsubscribed", ({ session, destination }) => {
      if (destination.startsWith(TOPIC)) this.#leave(session, destination.slice(TOPIC.length));
    });
  }

  #subscribed(subscription) {
    const { session, destination } = subscription;
    if (destination === LIST) this.#broker.replyJson(session, LIST, this.#list());
    if (destination.startsWith(TOPIC)) this.#join(session, destination.slice(TOPIC.length));
  }

  #join(session, room) {
    const problem = this.#problemWith(session, room);
    if (problem) return this.#refuse(session, problem);
    const members = this.#rooms.get(room) ?? new Map();
    this.#rooms.set(room, members);
    members.set(session, (members.get(session) ?? 0) + 1);
    if (members.get(session) === 1) this.#announce("joined", room, session);
  }

  #problemWith(session, room) {
    if (session.name.trim() === "" || session.name.length > MAX_NAME) return `A name has 1 to ${MAX_NAME} characters.`;
    if (!ROOM_NAME.test(room)) {
      return "A room's name has 1 to 40 letters, digits, spaces, - or _, and begins with a letter or digit.";
    }
    if (!this.#rooms.has(room) && this.#rooms.size >= MAX_ROOMS) return `There are already ${MAX_ROOMS} rooms.`;
    return null;
  }

  #leave(session, room) {
    const members = this.#rooms.get(room);
    const subscriptions = members?.get(session);
    if (!subscriptions) return;
    if (subscriptions > 1) {
      members.set(session, subscriptions - 1);
      return;
    }
    members.delete(session);
    if (members.size === 0 && !DEFAULT_ROOMS.includes(room)) this.#rooms.delete(room);
    this.#announce("left", room, session);
  }

  #say(session, { destination, body }) {
    const room = SEND_TO.exec(destination)?.[1];
    if (!this.#rooms.get(room)?.has(session)) return this.#refuse(session, "Join the room first.");
    const text = textOf(body);
    if (text === null) return this.#refuse(session, 'A message is JSON such as {"text":"hello"}.');
    if (text.trim() === "") return this.#refuse(session, "A message needs some text.");
    if (text.length > MAX_TEXT) return this.#refuse(session, `A message has at most ${MAX_TEXT} characters.`);
    this.#publish("message", room, { from: session.name, text });
  }

  #announce(kind, room, session) {
    const members = [...(this.#rooms.get(room)?.keys() ?? [])].map(({ name }) => name);
    this.#publish(kind, room, { name: session.name, members });
    this.#broker.publishJson(LIST, this.#list());
  }

  #publish(kind, room, details) {
    this.#events += 1;
    const at = new Date().toISOString();
    this.#broker.publishJson(`${TOPIC}${room}`, { kind, id: String(this.#events), room, ...details, at });
  }

  #list() {
    const rooms = [...this.#rooms].map(([name, members]) => ({ name, members: members.size }));
    return { kind: "rooms", rooms };
  }

  #refuse(session, reason) {
    this.#broker.replyJson(session, "/user/queue/errors", { kind: "refused", reason });
  }
}

/** The `text` of a chat message's JSON, or null where it is none. */
function textOf(body) {
  try {
    const { text } = JSON.parse(body);
    return typeof text === "string" ? text : null;
  } catch {
    return null;
  }
}
