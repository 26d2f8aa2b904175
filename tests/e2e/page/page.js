// What a test's page has as globals: the package's exports, and these.

import * as stompwire from "/node_modules/stompwire/dist/index.js";

/** A client that is connected. */
async function connected(url, options) {
  const client = new stompwire.Client(url, options);
  await client.connect();
  return client;
}

/** What a promise is rejected with, as a value that leaves the page. */
function failure(promise) {
  return promise.then((value) => ({ resolved: value }), plain);
}

/** What a function throws, as a value that leaves the page. */
function thrown(act) {
  try {
    return { returned: String(act()) };
  } catch (error) {
    return plain(error);
  }
}

function plain({ code, message, protocol, close, cause }) {
  const error = { code, message, protocol, close, cause: cause && String(cause) };
  return Object.fromEntries(Object.entries(error).filter(([, value]) => value !== undefined));
}

/** Everything a client tells, in order, as lines. */
function listen(client) {
  const lines = [];
  const on = (type, tell) => client.addEventListener(type, (event) => lines.push(`${type}: ${tell(event)}`));
  on("statechange", ({ state }) => state);
  on("connected", ({ reconnected }) => (reconnected ? "again" : "first"));
  on("disconnected", ({ reason }) => reason?.code ?? null);
  on("error", ({ error }) => error.code);
  on("unhandledmessage", ({ message }) => message.body);
  on("unhandledreceipt", ({ frame }) => frame.header("receipt-id"));
  return lines;
}

/** Every attempt at a transport, as a line: which one, how it ended, how far it came, and what was wrong. */
function attempts(client) {
  const lines = [];
  client.addEventListener("transport", ({ attempt }) => {
    const { transport, raw, outcome, phase, problem, status, code } = attempt;
    const told = [raw ? `raw ${transport}` : transport, outcome, phase, problem, status ?? code];
    lines.push(told.filter((part) => part !== null).join(" "));
  });
  return lines;
}

/** The next event of a type. */
function event(client, type) {
  return new Promise((resolve) => client.addEventListener(type, resolve, { once: true }));
}

/** A subscription that keeps its messages, once the server knows it. */
async function inbox(client, destination, options) {
  const messages = [];
  const subscription = client.subscribe(destination, (message) => messages.push(message), options);
  await subscription.ready;
  return { subscription, messages, bodies: () => messages.map(({ body }) => body) };
}

/**
 * What a server answers to a question, asked until it does: one that has several threads may take the SEND before the
 * SUBSCRIBE, and confirm neither.
 */
function ask(client, destination, ...question) {
  const answer = new Promise((resolve) => client.subscribe(destination, resolve));
  const asking = setInterval(() => client.send(...question), 100);
  return answer.finally(() => clearInterval(asking));
}

/** Waits for what an event brings about. @param {() => boolean} condition */
async function until(condition) {
  for (const begun = performance.now(); !condition(); await sleep(5)) {
    if (performance.now() - begun > 20_000) throw new Error(`never: ${condition}`);
  }
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

Object.assign(globalThis, stompwire, { connected, failure, thrown, listen, attempts, event, inbox, ask, until, sleep });
