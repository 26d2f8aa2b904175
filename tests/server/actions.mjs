import { setTimeout as sleep } from "node:timers/promises";

import { isSettings } from "./outlet.mjs";

/** Where an action makes sense: on an HTTP exchange, on a connection, on a frame that is about to leave. */
const EXCHANGE = ["request", "upgrade"];
const CONNECTION = ["open", "receive", "send"];
export const EVENTS = [...EXCHANGE, ...CONNECTION];
/** Not an event: a test acts on an open connection. */
export const NOW = "now";

/** @type {Map<string, { at: string[], accepts: (argument: unknown) => boolean, decides?: boolean }>} */
const ACTIONS = new Map(
  Object.entries({
    wait: { at: [...EVENTS, NOW], accepts: (ms) => ms >= 0 && Number.isFinite(ms) },
    pass: { at: EVENTS, accepts: isTrue, decides: true },
    drop: { at: EVENTS, accepts: isTrue, decides: true },
    status: { at: EXCHANGE, accepts: (code) => Number.isInteger(code) && code >= 200 && code < 600, decides: true },
    reset: { at: [...EVENTS, NOW], accepts: isTrue, decides: true },
    close: { at: [...CONNECTION, NOW], accepts: isClose, decides: true },
    raw: { at: [...CONNECTION, NOW], accepts: (data) => typeof data === "string" || isBytes(data) },
    tcp: { at: [...CONNECTION, NOW], accepts: isBytes },
    set: { at: [...CONNECTION, NOW], accepts: isSettings },
    edit: { at: ["send"], accepts: ([from, to]) => typeof from === "string" && typeof to === "string" },
  }),
);

/**
 * @typedef {Record<string, unknown>} Action one action: its name, its argument
 * @param {unknown} actions
 * @param {string} event
 * @throws {TypeError} that names what is wrong
 */
export function checkActions(actions, event) {
  if (!Array.isArray(actions)) throw new TypeError("actions must be an array");
  for (const action of actions) {
    const [name, argument] = nameAndArgument(action);
    const known = ACTIONS.get(name);
    if (!known?.at.includes(event)) throw new TypeError(`no such action at "${event}": ${JSON.stringify(action)}`);
    if (!known.accepts(argument)) throw new TypeError(`${name} cannot take ${JSON.stringify(argument)}`);
  }
}

/**
 * Runs actions in order. What the event would have done without them is `pass`: it happens where they say so, or
 * after them, unless one of them decided otherwise.
 *
 * @param {Action[]} actions
 * @param {object} target whose methods the actions name
 * @param {(edits: [string, string][]) => void} pass
 */
export async function perform(actions, target, pass) {
  const edits = [];
  for (const action of actions) {
    const [name, argument] = nameAndArgument(action);
    if (name === "wait") await sleep(argument);
    else if (name === "edit") edits.push(argument);
    else if (name === "pass") pass(edits);
    else if (name !== "drop") target[name](argument, action);
  }
  const decided = actions.some((action) => ACTIONS.get(nameAndArgument(action)[0]).decides);
  if (!decided) pass(edits);
}

/** The first key is the action; `raw` has a second one, `repeat`. */
function nameAndArgument(action) {
  return Object.entries(action)[0] ?? [];
}

function isTrue(argument) {
  return argument === true;
}

function isBytes(argument) {
  return typeof argument?.base64 === "string";
}

/** The codes an endpoint may send, RFC 6455 §7.4. */
function isClose({ code = 1000, reason = "" }) {
  const sendable = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
  return Number.isInteger(code) && sendable && typeof reason === "string";
}
