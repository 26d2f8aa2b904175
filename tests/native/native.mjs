import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/**
 * A process with any number of clients that are the core over plain sockets: see `README.md`. It must be built before:
 * `cargo build --package native`.
 */
export class Native {
  #child;
  #clients = new Map();
  #created = 0;

  constructor() {
    this.#child = spawn(PROGRAM, { stdio: ["pipe", "pipe", "inherit"] });
    createInterface(this.#child.stdout).on("line", (line) => {
      const [number, happening] = JSON.parse(line);
      this.#clients.get(number)?.handle(happening);
    });
  }

  /**
   * A client that does nothing yet.
   *
   * @param {object} options what `create` takes: `url`, …
   */
  create(options) {
    const number = this.#created++;
    const client = new NativeClient((command) => {
      this.#child.stdin.write(`${JSON.stringify([number, command])}\n`);
      if ("drop" in command) this.#clients.delete(number);
    });
    client.tell({ create: options });
    this.#clients.set(number, client);
    return client;
  }

  /** Ends the process, and all connections with it, without a word to the servers. */
  async stop() {
    const exited = once(this.#child, "exit");
    this.#child.stdin.end();
    const [code] = await exited;
    if (code !== 0) throw new Error(`the native clients ended with ${code}`);
  }
}

/**
 * One of them. Emits what the process tells: `connected`, `disconnected`, `message`, `serverError`, `queued`,
 * `refused`. What it promises resolves with `null` where it was kept, else with the failure in the core's own words.
 */
class NativeClient extends EventEmitter {
  #settle = new Map();
  /** Downwards, because the numbers of messages are the caller's. */
  #nextPromise = 2 ** 32 - 1;

  constructor(tell) {
    super();
    this.tell = tell;
    /** How often it has been connected. */
    this.connections = 0;
    this.isConnected = false;
    this.on("connected", () => {
      this.connections++;
      this.isConnected = true;
    });
    this.on("disconnected", () => (this.isConnected = false));
    this.on("settled", ({ promise, failure }) => {
      this.#settle.get(promise)(failure);
      this.#settle.delete(promise);
    });
  }

  connect() {
    return this.#ask((promise) => ({ connect: { promise } }));
  }

  /** Kept when the server has it; where that confirms nothing, when it was sent. */
  subscribe(destination, { id, headers } = {}) {
    return this.#ask((promise) => ({ subscribe: { promise, destination, id, headers } }));
  }

  /** @param {{ delivery?: "plain" | "receipt" | "retry", headers?: Record<string, string> }} [options] */
  send(destination, body, { delivery, headers } = {}) {
    return this.#ask((promise) => ({ send: { promise, destination, body, delivery, headers } }));
  }

  /** Sends messages whose bodies are numbers, from `first` on. Gives a promise for each. */
  sendNumbers(destination, first, count, { delivery, headers } = {}) {
    const promises = Array.from({ length: count }, (_, index) => this.#promise(first + index));
    this.tell({ send: { promise: first, count, destination, delivery, headers } });
    return promises;
  }

  /** @param {"online" | "offline" | "wake" | "suspend"} signal */
  signal(signal) {
    this.tell({ signal });
  }

  disconnect(timeoutMs) {
    return this.#ask((promise) => ({ disconnect: { promise, timeoutMs } }));
  }

  /** Is gone at once, without a word to the server. What it has promised stays open. */
  drop() {
    this.tell({ drop: {} });
  }

  handle(happening) {
    const [[name, details]] = Object.entries(happening);
    this.emit(name, details);
  }

  #ask(command) {
    const number = this.#nextPromise--;
    const promise = this.#promise(number);
    this.tell(command(number));
    return promise;
  }

  #promise(number) {
    return new Promise((settle) => this.#settle.set(number, settle));
  }
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Where cargo leaves it; see `target` in xtask. */
const PROGRAM = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target", "debug/native");
