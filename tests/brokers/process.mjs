import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";

/** A server that runs as a process of its own, for as long as this one at most. */
export class ServerProcess {
  #spawn;
  #name;
  #child;
  #ended;
  #output = "";
  #kill = () => this.#child.kill("SIGKILL");

  constructor(command, args, environment = {}) {
    this.#name = command;
    const options = { env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", "pipe"] };
    this.#spawn = () => spawn(command, args, options);
    this.#start();
  }

  #start() {
    this.#child = this.#spawn();
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => this.#keep(text));
    }
    this.#ended = once(this.#child, "exit").catch((error) => this.#keep(error.message));
    process.once("exit", this.#kill);
  }

  /**
   * Resolves when `url` answers: at `http:` with whatever status, at `ws:` by opening a WebSocket for STOMP. Otherwise
   * ends the process and tells what it printed.
   */
  async answers(url, timeoutMs = 90_000) {
    const deadline = Date.now() + timeoutMs;
    while (!(await isAnswering(url))) {
      const exited = await Promise.race([this.#ended.then(() => true), sleep(POLL_MS, false)]);
      if (exited || Date.now() > deadline) {
        await this.stop();
        throw new Error(`${this.#name} does not answer at ${url}. It printed:\n${this.#output}`);
      }
    }
  }

  /** Asks the process to end, insists after a grace, and resolves when it is gone. */
  async stop() {
    this.#child.kill("SIGTERM");
    const insist = setTimeout(this.#kill, GRACE_MS);
    await this.#gone();
    clearTimeout(insist);
  }

  /** Ends the process without a word to anybody, as a crash does. */
  async kill() {
    this.#kill();
    await this.#gone();
  }

  /** Holds the process still: its connections stay open, and nothing answers. */
  pause() {
    this.#child.kill("SIGSTOP");
  }

  resume() {
    this.#child.kill("SIGCONT");
  }

  /** Runs the command again once it has ended, and resolves when `url` answers. */
  async restart(url) {
    await this.#ended;
    this.#start();
    await this.answers(url);
  }

  async #gone() {
    await this.#ended;
    process.off("exit", this.#kill);
  }

  #keep(text) {
    this.#output = (this.#output + text).slice(-OUTPUT_LENGTH);
  }
}

async function isAnswering(url) {
  try {
    await (url.startsWith("ws:") ? opened(url) : responded(url));
    return true;
  } catch {
    return false;
  }
}

async function responded(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
  await response.body?.cancel();
}

async function opened(url) {
  const socket = new WebSocket(url, ["v12.stomp"], { handshakeTimeout: ANSWER_MS });
  await once(socket, "open");
  socket.close();
}

const POLL_MS = 100;
const ANSWER_MS = 1_000;
/** Servers with open SockJS requests take half a minute to leave in peace. */
const GRACE_MS = 3_000;
/** Enough for a stack trace, little enough to read. */
const OUTPUT_LENGTH = 8_000;
