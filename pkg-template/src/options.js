// Options: their ranges and defaults, checked before anything happens.

import { StompError } from "./errors.js";
import { TRANSPORTS, toDigits } from "./transports.js";
/** @import { ClientOptions } from "../index.js" */

const MIB = 1 << 20;
/** The longest a timer can wait. */
export const MAX_MS = 0x7fff_ffff;

/** One option: its value as the client uses it. @typedef {(value: any, name: string) => any} Rule */

/** @param {number} least @param {number} most @param {number} standard @returns {Rule} */
export const integer = (least, most, standard) => (value = standard, name) =>
  Number.isInteger(value) && value >= least && value <= most
    ? value
    : refuse(name, value, `a whole number from ${least} to ${most}`);

/** @param {readonly string[]} allowed @returns {Rule} */
export const oneOf = (allowed) => (value = allowed[0], name) =>
  allowed.includes(value) ? value : refuse(name, value, allowed.map((one) => JSON.stringify(one)).join(" or "));

/** @param {boolean} standard @returns {Rule} */
const flag = (standard) => (value = standard, name) =>
  typeof value === "boolean" ? value : refuse(name, value, "true or false");

/** @type {Rule} */
const callable = (value, name) =>
  value === undefined || typeof value === "function" ? value : refuse(name, value, "a function");

/** @type {Rule} */
const headersOrFunction = (value = {}, name) => (typeof value === "function" ? value : checkHeaders(value, name));

/** @param {Record<string, Rule>} rules @returns {Rule} */
const group = (rules) => (value = {}, name) => {
  if (typeof value !== "object" || value === null) refuse(name, value, "an object");
  for (const key of Object.keys(value)) {
    if (!(key in rules)) unknown(name ? `${name}.${key}` : key, key, Object.keys(rules));
  }
  return Object.fromEntries(
    Object.entries(rules).map(([key, rule]) => [key, rule(value[key], name ? `${name}.${key}` : key)]),
  );
};

/** @param {Rule} rule @param {object} off what `false` stands for @returns {Rule} */
const orFalse = (rule, off) => (value, name) => (value === false ? { ...rule({}, name), ...off } : rule(value, name));

const beats = group({
  outgoingMs: integer(0, MAX_MS, 10_000),
  incomingMs: integer(0, MAX_MS, 10_000),
  tolerance: integer(1, 100, 2),
});

const delays = group({
  initialDelayMs: integer(1, MAX_MS, 1_000),
  maxDelayMs: (value) => value,
  maxAttempts: (value = Infinity, name) =>
    value === Infinity || (Number.isInteger(value) && value > 0 && value <= MAX_MS)
      ? value
      : refuse(name, value, `Infinity or a whole number from 1 to ${MAX_MS}`),
  initial: flag(false),
  shouldReconnect: callable,
});

/** @type {Rule} */
const policy = (value, name) => {
  const given = delays(value, name);
  const least = given.initialDelayMs;
  const maxDelayMs = integer(least, MAX_MS, Math.max(least, 30_000))(given.maxDelayMs, `${name}.maxDelayMs`);
  return { ...given, maxDelayMs };
};

const bounds = group({
  maxMessages: integer(1, MIB, 1_000),
  maxBytes: integer(1, 1024 * MIB, 8 * MIB),
  maxAgeMs: integer(1, MAX_MS, 300_000),
  maxTries: integer(1, 1_000, 5),
});

/** @param {(text: string) => boolean} fits @param {string} what @param {string[]} [standard] @returns {Rule} */
const listOf = (fits, what, standard) => (value, name) => {
  if (value === undefined) return standard;
  const isList = Array.isArray(value) && value.every((one) => typeof one === "string" && fits(one));
  return isList ? [...value] : refuse(name, value, `a list of ${what}`);
};

/** @param {readonly string[]} all @returns {Rule} */
const someOf = (all) => (value = all, name) =>
  Array.isArray(value) && value.length > 0 && value.every((one, at) => all.includes(one) && value.indexOf(one) === at)
    ? [...value]
    : refuse(name, value, `a list of some of ${all.join(", ")}`);

const VERSIONS = ["1.0", "1.1", "1.2"];

const options = group({
  connectHeaders: headersOrFunction,
  versions: someOf(VERSIONS),
  protocols: listOf((one) => TOKEN.test(one), "sub-protocol names (RFC 6455: letters, digits and !#$%&'*+-.^_`|~)"),
  host: (value = "/", name) => (value === null || typeof value === "string" ? value : refuse(name, value, "a string or null")),
  heartbeat: orFalse(beats, { outgoingMs: 0, incomingMs: 0 }),
  reconnect: orFalse(policy, { initialDelayMs: 0 }),
  outbox: orFalse(bounds, { maxMessages: 0 }),
  sockjs: flag(true),
  transports: someOf(TRANSPORTS),
  fallbackDelayMs: integer(100, MAX_MS, 1_000),
  rememberTransports: oneOf(["memory", "session"]),
  credentials: oneOf(["include", "same-origin", "omit"]),
  fetchHeaders: headersOrFunction,
  connectTimeoutMs: integer(1, MAX_MS, 10_000),
  receiptTimeoutMs: integer(1, MAX_MS, 15_000),
  highWaterMarkBytes: integer(0, 1024 * MIB, MIB),
  maxOutgoingMessageBytes: (value, name) => (value === undefined ? 0 : integer(256, 1024 * MIB, 0)(value, name)),
  contentLength: oneOf(["auto", "always", "never"]),
  connectHeaderEscaping: oneOf(["spec", "escaped"]),
  limits: group({
    frameBytes: integer(1024, 1024 * MIB, 16 * MIB),
    headers: integer(1, 65_536, 128),
    headerLineBytes: integer(64, 16 * MIB, MIB / 16),
    headerBlockBytes: integer(256, 16 * MIB, MIB / 4),
    parts: integer(1, MIB, 4_096),
    lineBytes: integer(1024, 1024 * MIB, 32 * MIB),
  }),
  webSocketFactory: callable,
  fetch: callable,
  debug: callable,
  debugBodies: flag(false),
  redact: listOf((one) => one !== "", "header names", []),
});

const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/**
 * @param {ClientOptions | undefined} given
 * @returns {any} all of them, with their defaults
 */
export function readOptions(given) {
  return options(given, "");
}

/**
 * What `create` takes.
 *
 * @param {any} options
 * @returns {{ texts: string[], numbers: (number | boolean)[] }}
 */
export function toCore({ versions, protocols, host, heartbeat, reconnect, outbox, limits, redact, ...rest }) {
  const bits = versions.reduce((/** @type {number} */ sum, /** @type {string} */ one) => sum | (1 << VERSIONS.indexOf(one)), 0);
  return {
    texts: [host ?? "", (protocols ?? []).map((/** @type {string} */ one) => one + ",").join(""), ...redact],
    numbers: [
      bits, protocols?.length !== 0,
      heartbeat.outgoingMs, heartbeat.incomingMs, heartbeat.tolerance,
      rest.connectTimeoutMs, rest.receiptTimeoutMs, rest.highWaterMarkBytes, rest.maxOutgoingMessageBytes,
      ["auto", "always", "never"].indexOf(rest.contentLength), rest.connectHeaderEscaping === "escaped",
      limits.frameBytes, limits.headers, limits.headerLineBytes, limits.headerBlockBytes,
      rest.debug ? 1 + rest.debugBodies : 0,
      toDigits(rest.transports), rest.fallbackDelayMs, true,
      limits.parts,
      reconnect.initialDelayMs, reconnect.maxDelayMs, reconnect.maxAttempts === Infinity ? 0 : reconnect.maxAttempts,
      reconnect.initial + (reconnect.shouldReconnect ? 2 : 0),
      outbox.maxMessages, outbox.maxBytes, outbox.maxAgeMs, outbox.maxTries,
    ],
  };
}

/**
 * @param {unknown} url
 * @param {boolean} sockjs whether `http:` is that of a SockJS endpoint
 * @param {string} [base] what a relative URL is relative to
 * @returns {string}
 */
export function readUrl(url, sockjs, base) {
  const text = typeof url === "string" ? url : /** @type {any} */ (url)?.href;
  if (!text) throw new StompError("invalid-url", `the URL is ${show(url)}: a string or a URL is needed`);
  const shown = withoutSecrets(text);
  let parsed;
  try {
    parsed = new URL(text, base);
  } catch {
    throw new StompError("invalid-url", `"${shown}" is no URL that can be resolved here: one such as "https://example.org/ws" is needed`);
  }
  const { protocol } = parsed;
  if (!SCHEMES.includes(protocol)) {
    throw new StompError("invalid-url", `"${shown}" has the scheme "${protocol}": ${SCHEMES.join(" or ")} is needed`);
  }
  if (text.includes("#")) throw new StompError("invalid-url", `"${shown}" has a fragment, which no request can carry`);
  if (!sockjs && protocol.startsWith("http")) parsed.protocol = protocol.replace("http", "ws");
  return parsed.href;
}

const SCHEMES = ["ws:", "wss:", "http:", "https:"];

/** Without what may be a secret: a password before the host, and the query. @param {string} url */
export function withoutSecrets(url) {
  return /** @type {string} */ (url.split(/[?#]/, 1)[0]).replace(/\/\/[^/]*@/, "//");
}

/**
 * @param {any} headers
 * @param {string} name
 * @returns {Record<string, string>} a copy
 */
export function checkHeaders(headers, name) {
  if (typeof headers !== "object" || headers === null) {
    throw new StompError("invalid-header", `${name} is ${headers === null ? "null" : typeof headers}: an object of names and values is needed`);
  }
  for (const [key, value] of Object.entries(headers)) {
    if (typeof value !== "string") {
      throw new StompError("invalid-header", `header ${JSON.stringify(key)} is ${value === null ? "null" : typeof value}: a string is needed`);
    }
  }
  return { ...headers };
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {string} allowed
 * @returns {never}
 */
function refuse(name, value, allowed) {
  throw new StompError("invalid-option", `option ${name || "object"} is ${show(value)}: ${allowed} is needed`);
}

/**
 * @param {string} path
 * @param {string} key
 * @param {string[]} names
 * @returns {never}
 */
function unknown(path, key, names) {
  const nearest = names.reduce((best, name) => (distance(key, name) < distance(key, best) ? name : best));
  throw new StompError("invalid-option", `there is no option ${path}: did you mean ${nearest}?`);
}

/** @param {unknown} value @returns {string} */
function show(value) {
  return typeof value === "string" ? JSON.stringify(value) : Array.isArray(value) ? `[${value.map(show)}]` : String(value);
}

/**
 * How many letters have to change, come or go.
 *
 * @param {string} from
 * @param {string} to
 */
function distance(from, to) {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [above, letter] of [...from.toLowerCase()].entries()) {
    const next = [above + 1];
    for (const [at, other] of [...to.toLowerCase()].entries()) {
      next.push(Math.min(next[at] + 1, row[at + 1] + 1, row[at] + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length];
}
