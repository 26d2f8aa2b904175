import { draftOf, keepDraft } from "./memory.js";

/** Entries a room remembers. */
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
 * @property {number | null} gapMs for how long others may have talked unheard, at most; null where that is not known
 */

/** A room, and what this visit has seen of it. */
export class Room {
  /** @type {import("./lasting-subscription.js").LastingSubscription | null} null while not joined */
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
  /** Where this visit stands still. @type {Entry | null} */
  #loss = null;

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

  /** @param {Pick<Entry, "kind"> & Partial<Entry>} details @returns {Entry} */
  add(details) {
    keys += 1;
    /** @type {Entry} */
    const entry = { key: keys, at: new Date(), name: "", mine: false, text: "", fate: "sent", problem: "", gapMs: null, ...details };
    this.entries.push(entry);
    if (this.entries.length > HISTORY) this.#forgetOldest();
    return entry;
  }

  /** What is not sent stays: it is nowhere else. */
  #forgetOldest() {
    const oldest = this.entries.find((entry) => !isUnsent(entry));
    if (oldest) this.remove(oldest);
  }

  /** There is no connection any more. */
  lose() {
    this.members = [];
    this.#loss = this.add({ kind: "lost" });
  }

  /** There is one again. @param {number | null} gapMs */
  regain(gapMs) {
    this.refusal = "";
    if (this.#loss) this.#loss.gapMs = gapMs;
    this.#loss = null;
  }

  /** @param {Entry} entry */
  remove(entry) {
    this.entries = this.entries.filter((other) => other !== entry);
  }

  /** My own message, back from the server: the entry that waits for it takes its place among the others. */
  confirm({ from, text, at }) {
    const waiting = this.#withText(text, "sending") ?? this.#withText(text, "failed");
    if (waiting) this.remove(waiting);
    this.add({ kind: "message", name: from, mine: true, text, at: new Date(at), ...(waiting && { key: waiting.key }) });
  }

  #withText(text, fate) {
    return this.entries.find((entry) => entry.fate === fate && entry.text === text);
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
