import { checkActions, EVENTS, perform } from "./actions.mjs";

/**
 * Scripted failures. A script waits for a connection (or an HTTP request) and is its own from then on:
 *
 *   { url: "run=7", connections: 1, rules: [{ on: "receive", command: "CONNECT", do: [{ drop: true }] }] }
 *
 * README.md lists the events and actions.
 *
 * @typedef {{ url?: string, connections?: number, rules: Rule[] }} Script
 * @typedef {import("./actions.mjs").Action} Action
 * @typedef {{ on: string, command?: string, after?: number, times?: number, do: Action[] }} Rule
 */

const SCRIPT_KEYS = ["url", "connections", "rules"];
const RULE_KEYS = ["on", "command", "after", "times", "do"];

/** Scripts that still wait for their connections, first come, first served. */
export class Scripts {
  /** @type {(Script & { left: number })[]} */
  #waiting = [];

  /** @param {Script} script @throws {TypeError} that names what is wrong */
  add(script) {
    checkScript(script);
    this.#waiting.push({ ...script, left: script.connections ?? 1 });
  }

  /**
   * The rules for a new connection, or for one HTTP request where the script is about requests.
   * @param {"connection" | "request"} kind
   * @param {string} url
   */
  claim(kind, url) {
    const script = this.#waiting.find((candidate) => kindOf(candidate) === kind && url.includes(candidate.url ?? ""));
    if (!script) return new Rules([]);
    script.left -= 1;
    if (script.left === 0) this.#waiting.splice(this.#waiting.indexOf(script), 1);
    return new Rules(script.rules);
  }

  clear() {
    this.#waiting = [];
  }
}

/** One connection's rules, with what each has counted. */
export class Rules {
  #rules;

  /** @param {Rule[]} rules */
  constructor(rules) {
    this.#rules = rules.map((rule) => ({ ...rule, seen: 0 }));
  }

  /**
   * Runs the first rule that is due at this event, or just passes.
   *
   * @param {string} on
   * @param {string | null} command the frame's, where the event is about a frame
   * @param {object} target whose methods the actions name
   * @param {(edits: [string, string][]) => void} pass what the event does by itself
   * @returns {void | Promise<void>} a promise only if a rule was due
   */
  apply(on, command, target, pass) {
    // Every rule counts every event of its kind, also those that an earlier rule answers.
    const [due] = this.#rules.filter((rule) => {
      if (rule.on !== on || (rule.command ?? command) !== command) return false;
      rule.seen += 1;
      const turn = rule.seen - (rule.after ?? 0);
      return turn >= 1 && turn <= (rule.times ?? Infinity);
    });
    return due ? perform(due.do, target, pass) : pass([]);
  }
}

function kindOf({ rules }) {
  return rules.some(({ on }) => on === "request") ? "request" : "connection";
}

function checkScript(script) {
  checkKeys(script, SCRIPT_KEYS, "a script");
  checkCount(script, "connections", 1);
  if (!Array.isArray(script.rules)) throw new TypeError("a script has an array of rules");
  for (const rule of script.rules) {
    checkKeys(rule, RULE_KEYS, "a rule");
    checkCount(rule, "after", 0);
    checkCount(rule, "times", 1);
    if (!EVENTS.includes(rule.on)) throw new TypeError(`on must be one of ${EVENTS.join(", ")}: ${rule.on}`);
    checkActions(rule.do, rule.on);
  }
  if (kindOf(script) === "request" && script.rules.some(({ on }) => on !== "request")) {
    throw new TypeError("a script is about requests or about connections, not both");
  }
}

function checkCount(value, key, least) {
  const count = value[key] ?? least;
  if (!Number.isInteger(count) || count < least) throw new TypeError(`${key} must be ${least} or more: ${count}`);
}

function checkKeys(value, allowed, what) {
  if (typeof value !== "object" || value === null) throw new TypeError(`${what} must be an object`);
  const unknown = Object.keys(value).find((key) => !allowed.includes(key));
  if (unknown !== undefined) throw new TypeError(`${what} has ${allowed.join(", ")}, but no ${unknown}`);
}
