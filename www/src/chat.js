import { Connection } from "./connection.js";
import { missed } from "./format.js";
import { keepName, tabName } from "./memory.js";
import { Network } from "./network.js";
import { sendingProblem } from "./problems.js";
import { Room } from "./room.js";
import { TRANSPORTS } from "./transports.js";
/** @import { Entry } from "./room.js" */

const FIRST_ROOM = "general";

/** Everything the page shows, and everything a visitor can do. Fires `change` after each change. */
export class Chat extends EventTarget {
  /** The name to log in with, or "" before one is chosen. */
  name = tabName();
  /** The name that others see: the server tells two people of one name apart. */
  me = this.name;
  /** All rooms of the server. @type {{ name: string, members: number }[]} */
  listed = [];
  /** The rooms of this visit, the one joined last at the end. @type {Map<string, Room>} */
  rooms = new Map();
  /** @type {Room | null} */
  active = null;
  /** Whether the reader is at the end of the active room's log. */
  following = true;
  /** Why the room asked for last could not be joined, or "". */
  refusal = "";
  /** The last change of state, for those who listen to the page. */
  announcement = "";
  received = 0;
  sent = 0;
  connection = new Connection(() => this.name);
  network = new Network();
  /** What the server has yet to answer, in its order: rooms to join, and messages. @type {{ room: Room, entry?: Entry }[]} */
  #unanswered = [];
  #visible = !document.hidden;

  constructor() {
    super();
    this.connection.addEventListener("change", () => this.#changed());
    this.connection.addEventListener("opened", () => this.#opened());
    this.connection.addEventListener("lost", () => this.#lost());
    this.network.addEventListener("change", () => this.#changed());
    this.#subscribe("/topic/rooms", ({ rooms }) => (this.listed = rooms));
    this.#subscribe("/user/queue/errors", ({ reason }) => this.#refused(reason));
  }

  get joined() {
    return [...this.rooms.values()].filter((room) => room.joined);
  }

  get unread() {
    return this.joined.reduce((sum, room) => sum + room.unread, 0);
  }

  get connected() {
    return this.connection.state === "connected";
  }

  get hasUnsent() {
    return [...this.rooms.values()].some((room) => room.hasUnsent);
  }

  /** Comes in at once where this tab has a name already. */
  start() {
    this.network.refresh();
    if (this.name) this.enterAs(this.name);
  }

  /** Comes in, or comes in again under another name. @param {string} name */
  async enterAs(name) {
    this.name = name;
    this.me = name;
    keepName(name);
    if (this.rooms.size === 0) this.join(FIRST_ROOM);
    this.#changed();
    await this.connection.renew();
  }

  /** Connects again over one transport alone, or over the first that gets through. @param {import("stompwire").Transport | null} transport */
  async force(transport) {
    this.connection.forced = transport;
    await this.connection.renew();
  }

  /** Lets the network be better or worse, and connects again through it. @param {Partial<import("./network.js").State>} changes */
  async spoil(changes) {
    await this.network.change(changes);
    await this.connection.renew();
  }

  /** Joins a room, or goes there where that is done already. @param {string} name */
  join(name) {
    const room = this.rooms.get(name) ?? new Room(name);
    this.refusal = "";
    if (!room.joined) {
      // The server gets the rooms in this order too, on every connection.
      this.rooms.delete(name);
      this.rooms.set(name, room);
      room.subscription = this.#subscribe(`/topic/rooms/${name}`, (event) => this.#happened(room, event));
      if (this.connected) this.#unanswered.push({ room });
    }
    this.enter(room);
  }

  /** @param {Room} room */
  leave(room) {
    room.subscription?.unsubscribe().catch(() => {
      // Where there is no connection, it has been left already.
    });
    room.subscription = null;
    room.members = [];
    this.#answered((request) => isJoining(request, room));
    room.unread = 0;
    this.announcement = `You left ${room.name}.`;
    if (room === this.active) this.enter(this.joined.at(-1) ?? null);
    this.#changed();
  }

  /** Shows a joined room. @param {Room | null} room */
  enter(room) {
    if (room !== this.active && this.active) this.active.firstUnread = null;
    this.active = room;
    this.follow(true);
  }

  /** Shows the joined room after the active one, or before it. @param {1 | -1} step */
  enterNeighbour(step) {
    const { joined } = this;
    if (joined.length > 1) this.enter(joined.at((joined.indexOf(this.active) + step) % joined.length));
  }

  /** Sends what is written in a room. @param {Room} room */
  say(room) {
    const text = room.draft;
    room.refusal = "";
    if (!this.connection.takesMessages) room.refusal = "There is no connection. Your text stays here until there is one.";
    else if (text.trim() !== "") {
      room.draft = "";
      room.firstUnread = null;
      this.#send(room, room.add({ kind: "message", name: this.me, mine: true, text, fate: "sending" }));
      this.follow(true);
    }
    this.#changed();
  }

  /** @param {Room} room @param {string} text */
  write(room, text) {
    room.draft = text;
    room.refusal = "";
    this.#changed();
  }

  /** @param {Room} room @param {Entry} entry */
  sendAgain(room, entry) {
    entry.fate = "sending";
    this.#send(room, entry);
    this.#changed();
  }

  /** @param {Room} room @param {Entry} entry */
  discard(room, entry) {
    room.remove(entry);
    this.#changed();
  }

  /** @param {boolean} following */
  follow(following) {
    this.following = following;
    this.#read();
  }

  /** @param {boolean} visible whether the page can be seen */
  show(visible) {
    this.#visible = visible;
    this.#read();
  }

  get #reading() {
    return this.#visible && this.following;
  }

  #read() {
    if (this.active && this.#reading) this.active.unread = 0;
    this.#changed();
  }

  #opened() {
    const { headers, transport, gapMs } = this.connection.session;
    this.network.refresh();
    this.me = headers["user-name"] ?? this.name;
    // The server gets the rooms before the messages that have waited.
    this.#unanswered.unshift(...this.joined.map((room) => ({ room })));
    for (const room of this.joined) room.regain(gapMs);
    this.announcement = `Connected as ${this.me} over ${TRANSPORTS[transport].name}. ${missed(gapMs)}`;
  }

  #lost() {
    this.#unanswered = this.#unanswered.filter(({ entry }) => entry);
    this.announcement = "";
    for (const room of this.joined) room.lose();
  }

  async #send(room, entry) {
    this.#unanswered.push({ room, entry });
    try {
      await this.connection.client.send(`/app/rooms/${room.name}/messages`, { text: entry.text }, { receipt: true });
      entry.fate = "sent";
      this.sent += 1;
    } catch (error) {
      entry.fate = "failed";
      entry.problem = sendingProblem(error);
    }
    this.#answered((request) => request.entry === entry);
    this.#changed();
  }

  #happened(room, event) {
    const mine = (event.name ?? event.from) === this.me;
    if (event.kind !== "message") {
      room.members = event.members;
      room.add({ kind: event.kind, name: event.name, mine, at: new Date(event.at) });
      if (mine) this.#answered((request) => isJoining(request, room));
    } else if (mine) {
      room.confirm(event);
    } else {
      const entry = room.add({ kind: "message", name: event.from, text: event.text, at: new Date(event.at) });
      if (room === this.active && this.#reading) return;
      room.unread += 1;
      if (room.unread === 1) room.firstUnread = entry;
    }
  }

  /** The server answers in order: what it refuses is the oldest of what it has not answered. */
  #refused(reason) {
    const { room, entry } = this.#unanswered.shift() ?? {};
    if (entry) {
      room.takeBack(entry, reason);
    } else if (room) {
      this.leave(room);
      this.announcement = "";
      this.refusal = reason;
    }
  }

  #answered(isIt) {
    const index = this.#unanswered.findIndex(isIt);
    if (index >= 0) this.#unanswered.splice(index, 1);
  }

  #subscribe(destination, handle) {
    return this.connection.subscribe(destination, (message) => {
      this.received += 1;
      handle(message.json());
      this.#changed();
    });
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** Whether a request is the one to be let into a room. */
function isJoining(request, room) {
  return request.room === room && !request.entry;
}
