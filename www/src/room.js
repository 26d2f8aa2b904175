import { draftOf, keepDraft } from "./memory.js";

/** Entries a room remembers; the oldest go first. */
const HISTORY = 500;

let keys = 0;

/**
 * @typedef {object} Entry one thing that happened in a room
 * @property {number} key
 * @property {"message" | "joined" | "left" | "lost"} kind
 * @property {Date} at
 * @property {string} name whose message, or who came or went
 * @property {boolean} mine
 * @property {string} text
 * @property {"sent" | "sending" | "failed"} fate
 * @property {string} problem why it failed
 */

/** A room, and what this visit has seen of it. */
export class Room {
  /** @type {import("stompwire").Subscription | null} null while not joined */
  subscription = null;
  /** Who is here. @type {string[]} */
  members = [];
  /** @type {Entry[]} */
  entries = [];
  unread = 0;
  /** The first of the messages that came last while nobody looked. @type {Entry | null} */
  firstUnread = null;
  /** Why the server did not take what was sent last, or "". */
  refusal = "";
  #draft;

  /** @param {string} name */
  constructor(name) {
    this.name = name;
    this.#draft = draftOf(name);
  }

  get joined() {
    return this.subscription !== null;
  }

  /** What is written and not yet sent. */
  get draft() {
    return this.#draft;
  }

  set draft(text) {
    this.#draft = text;
    keepDraft(this.name, text);
  }

  get hasUnsent() {
    return this.entries.some(isUnsent);
  }

  /** @param {Partial<Entry>} details @returns {Entry} */
  add(details) {
    keys += 1;
    const entry = { key: keys, at: new Date(), name: "", mine: false, text: "", fate: "sent", problem: "", ...details };
    this.entries.push(entry);
    if (this.entries.length > HISTORY) this.entries.splice(this.entries.findIndex((old) => !isUnsent(old)), 1);
    return entry;
  }

  /** @param {Entry} entry */
  remove(entry) {
    this.entries = this.entries.filter((other) => other !== entry);
  }

  /** My own message, back from the server: the entry that waits for it takes its place among the others. */
  confirm({ from, text, at }) {
    const waiting = this.entries.find((entry) => isUnsent(entry) && entry.text === text);
    if (waiting) this.remove(waiting);
    this.add({ kind: "message", name: from, mine: true, text, at: new Date(at), ...(waiting && { key: waiting.key }) });
  }

  /** Puts a message that the server did not take back where it was written. @param {Entry} entry @param {string} reason */
  takeBack(entry, reason) {
    this.remove(entry);
    this.draft = this.draft ? `${entry.text}\n${this.draft}` : entry.text;
    this.refusal = reason;
  }
}

/** @param {Entry} entry */
function isUnsent(entry) {
  return entry.fate !== "sent";
}
