import { setTimeout as sleep } from "node:timers/promises";

import { Lane } from "./lane.mjs";

/** How frames leave. Each can be changed at any time by the action `set`. */
const DEFAULTS = {
  /** Nothing leaves, heart-beats included. */
  silent: false,
  /** Heart-beats leave. */
  beats: true,
  /** Every frame arrives this much later. */
  delayMs: 0,
  /** So many frames make one message; frames that wait for company leave when this changes. */
  glue: 1,
  /** A message holds at most so many characters (bytes, where it is binary); 0 for any. */
  split: 0,
  /** Everything leaves in binary messages. */
  binary: false,
};

/** Whether `set` can take this. */
export function isSettings(settings) {
  return Object.entries(settings).every(
    ([name, value]) => Object.hasOwn(DEFAULTS, name) && typeof value === typeof DEFAULTS[name],
  );
}

/** The last step before the transport: where output is delayed, glued, split and silenced. */
export class Outlet {
  #settings = { ...DEFAULTS };
  #lane = new Lane();
  /** @type {(string | Buffer)[]} frames waiting to be glued */
  #gathered = [];

  /** @param {import("./channels.mjs").Channel} channel */
  constructor(channel) {
    this.channel = channel;
  }

  set(settings) {
    this.#flush();
    Object.assign(this.#settings, settings);
  }

  /** @param {string | Buffer} frame */
  send(frame) {
    if (this.#settings.silent) return;
    this.#gathered.push(frame);
    if (this.#gathered.length >= this.#settings.glue) this.#flush();
  }

  beat() {
    if (this.#settings.beats) this.send("\n");
  }

  close(code, reason) {
    this.#flush();
    this.#later(() => this.channel.close(code, reason));
  }

  #flush() {
    if (this.#gathered.length === 0) return;
    const frames = this.#gathered;
    this.#gathered = [];
    const binary = this.#settings.binary || frames.some((frame) => typeof frame !== "string");
    const message = binary ? Buffer.concat(frames.map((frame) => Buffer.from(frame))) : frames.join("");
    const pieces = split(message, this.#settings.split);
    this.#later(() => {
      for (const piece of pieces) this.channel.send(piece);
    });
  }

  #later(act) {
    const due = Date.now() + this.#settings.delayMs;
    this.#lane.run(() => {
      const early = due - Date.now();
      return early > 0 ? sleep(early).then(act) : act();
    });
  }
}

/** Text is cut between characters: half a surrogate pair cannot travel. Bytes are cut anywhere. */
function split(message, size) {
  if (size === 0 || message.length <= size) return [message];
  if (typeof message !== "string") {
    const count = Math.ceil(message.length / size);
    return Array.from({ length: count }, (_, index) => message.subarray(index * size, (index + 1) * size));
  }
  const characters = [...message];
  const pieces = [];
  for (let at = 0; at < characters.length; at += size) pieces.push(characters.slice(at, at + size).join(""));
  return pieces;
}
