// Firefox as it is installed, over its own WebDriver BiDi socket: no driver and no patched build is needed.

import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import WebSocket from "ws";

/**
 * Headless Firefox: the one that is given, or that `STOMPWIRE_FIREFOX` names, or Debian's. What it has works as it does
 * in Playwright.
 *
 * @param {string} [executablePath]
 */
export async function launchFirefox(executablePath = process.env.STOMPWIRE_FIREFOX ?? "/usr/bin/firefox-esr") {
  const profile = await mkdtemp(join(tmpdir(), "stompwire-firefox-"));
  const options = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"];
  const firefox = spawn(executablePath, options, { stdio: ["ignore", "ignore", "pipe"] });
  const exited = once(firefox, "exit");
  const session = new Session(`${await debuggingUrl(firefox)}/session`);
  await session.opened;
  const { capabilities } = await session.send("session.new", { capabilities: {} });
  await session.send("session.subscribe", { events: ["log.entryAdded"] });
  return {
    version: () => capabilities.browserVersion,
    /** A page that shares nothing with others. */
    async newPage() {
      const { userContext } = await session.send("browser.createUserContext", {});
      const { context } = await session.send("browsingContext.create", { type: "tab", userContext });
      return new Page(session, userContext, context);
    },
    async close() {
      await session.send("browser.close", {});
      await exited;
      await rm(profile, { recursive: true });
    },
  };
}

/** Emits `pageerror` for what nobody catches. */
class Page extends EventEmitter {
  #session;
  #userContext;
  #context;

  constructor(session, userContext, context) {
    super();
    this.#session = session;
    this.#userContext = userContext;
    this.#context = context;
    session.on("log.entryAdded", ({ type, text, source }) => {
      if (type === "javascript" && source.context === context && UNCAUGHT.test(text)) {
        this.emit("pageerror", new Error(text));
      }
    });
  }

  /** Waits until all of it is loaded. */
  async goto(url) {
    await this.#session.send("browsingContext.navigate", { context: this.#context, url, wait: "complete" });
  }

  /**
   * @param {string | ((argument: any) => any)} code an expression, or a function of the argument
   * @param {any} [argument] as JSON has it; so is what is returned
   */
  async evaluate(code, argument = null) {
    const value = typeof code === "string" ? code : `(${code})(JSON.parse(argument))`;
    const answer = await this.#session.send("script.callFunction", {
      functionDeclaration: `async (argument) => JSON.stringify((await (${value})) ?? null)`,
      arguments: [{ type: "string", value: JSON.stringify(argument) }],
      target: { context: this.#context },
      awaitPromise: true,
    });
    if (answer.type === "exception") throw new Error(answer.exceptionDetails.text);
    return JSON.parse(answer.result.value);
  }

  async close() {
    await this.#session.send("browser.removeUserContext", { userContext: this.#userContext });
  }
}

/** How errors of scripts are logged; in between is what became of WebSockets. */
const UNCAUGHT = /^(\w*Error|uncaught exception):/;

/** Firefox says on standard error where it listens. */
async function debuggingUrl(firefox) {
  for await (const line of createInterface({ input: firefox.stderr })) {
    const [, url] = /WebDriver BiDi listening on (\S+)/.exec(line) ?? [];
    if (url) {
      firefox.stderr.resume();
      return url;
    }
  }
  throw new Error("Firefox ended before it listened");
}

/** Numbered commands and their answers, and events by their names. */
class Session extends EventEmitter {
  #socket;
  #waiting = new Map();
  #last = 0;

  constructor(url) {
    super();
    this.#socket = new WebSocket(url);
    this.opened = once(this.#socket, "open");
    this.#socket.on("message", (data) => this.#receive(JSON.parse(data)));
  }

  #receive({ type, id, result, message, method, params }) {
    if (type === "event") return this.emit(method, params);
    const { resolve, reject } = this.#waiting.get(id) ?? {};
    this.#waiting.delete(id);
    if (type === "success") resolve(result);
    if (type === "error") reject(new Error(message));
  }

  send(method, params) {
    const id = ++this.#last;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }
}
