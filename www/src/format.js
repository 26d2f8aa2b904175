// Times, numbers and names as people read them, in the browser's own language where it has one.

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

/** @param {Date} date */
export const time = (date) => TIME.format(date);

/** @param {Date} date */
export const fullTime = (date) => FULL.format(date);

/** @param {Date} date */
export const day = (date) => DAY.format(date);

/** "12 ms", "1.2 s". @param {number} milliseconds */
export function span(milliseconds) {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1_000).toLocaleString(undefined, { maximumFractionDigits: 1 })} s`;
}

/** What may be missing after a time without a connection. @param {number | null} gapMs null where that is not known */
export function missed(gapMs) {
  if (gapMs === null) return "";
  const seconds = Math.ceil(gapMs / 1_000);
  return `You may have missed up to ${seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`}.`;
}

/** "1 person", "2 people". @param {number} number @param {string} one @param {string} [many] */
export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString()} ${number === 1 ? one : many}`;
}

/** @param {number} number */
export const people = (number) => count(number, "person", "people");

/** @param {import("./chat.js").Chat} chat */
export function pageTitle({ active, unread }) {
  const place = active ? `${active.name} · stompwire chat` : "stompwire chat";
  return unread > 0 ? `(${unread}) ${place}` : place;
}

/** The first letters of the first and last word. @param {string} name */
export function initials(name) {
  const letters = name.split(/\s+/u).flatMap((word) => word.match(/[\p{L}\p{N}]/u) ?? []);
  const chosen = letters.length > 1 ? [letters[0], letters.at(-1)] : letters;
  return chosen.join("").toUpperCase() || "?";
}

/** A colour's angle, always the same for a name. @param {string} name */
export function hue(name) {
  let hash = 0;
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0), 0x9e3779b1) >>> 0;
  // Twelve colours that are easy to tell apart.
  return (hash % 12) * 30;
}
