// Firefox as it is installed, over its own WebDriver BiDi socket: no driver and no patched build is needed.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import WebSocket from "ws";

/** @param {string} executablePath */
export async function startFirefox(executablePath) {
  const profile = await mkdtemp(join(tmpdir(), "stompwire-firefox-"));
  const options = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"];
  const firefox = spawn(executablePath, options, { stdio: ["ignore", "ignore", "pipe"] });
  const exited = once(firefox, "exit");
  const session = new Session(`${await debuggingUrl(firefox)}/session`);
  await session.opened;
  const { capabilities } = await session.send("session.new", { capabilities: {} });
  return {
    version: capabilities.browserVersion,
    /** Evaluates an expression in a new page, with nothing cached, and gives what its promise gives. */
    async evaluate(url, expression) {
      const { userContext } = await session.send("browser.createUserContext", {});
      const { context } = await session.send("browsingContext.create", { type: "tab", userContext });
      await session.send("browsingContext.navigate", { context, url, wait: "complete" });
      const answer = await session.send("script.evaluate", {
        expression: `(${expression}).then((result) => JSON.stringify(result ?? null))`,
        target: { context },
        awaitPromise: true,
      });
      await session.send("browser.removeUserContext", { userContext });
      if (answer.type === "exception") throw new Error(answer.exceptionDetails.text);
      return JSON.parse(answer.result.value);
    },
    async close() {
      await session.send("browser.close", {});
      await exited;
      await rm(profile, { recursive: true });
    },
  };
}

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

/** Numbered commands and their answers. */
class Session {
  #socket;
  #waiting = new Map();
  #last = 0;

  constructor(url) {
    this.#socket = new WebSocket(url);
    this.opened = once(this.#socket, "open");
    this.#socket.on("message", (data) => {
      const { id, type, result, message } = JSON.parse(data);
      const { resolve, reject } = this.#waiting.get(id) ?? {};
      this.#waiting.delete(id);
      if (type === "success") resolve(result);
      if (type === "error") reject(new Error(message));
    });
  }

  send(method, params) {
    const id = ++this.#last;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }
}
