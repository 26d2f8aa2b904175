// WebKit as Debian has it, over WebDriver, on a display that nobody sees: it knows no headless mode.

import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

import { freePort } from "../brokers/ports.mjs";
import { ServerProcess } from "../brokers/process.mjs";

/** WebKitGTK's small browser. What it has works as it does in Playwright. */
export async function launchWebkit() {
  const display = await openDisplay();
  const pages = [];
  return {
    /** A page that shares nothing with others: it has a browser of its own. */
    async newPage() {
      const page = await Page.open(display.name);
      pages.push(page);
      return page;
    },
    async close() {
      for (const page of pages) await page.close();
      await display.close();
    },
  };
}

/** An X server without a screen. */
async function openDisplay() {
  const options = ["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "1280x1024x24"];
  const server = spawn("Xvfb", options, { stdio: ["ignore", "pipe", "ignore"] });
  const kill = () => server.kill();
  process.once("exit", kill);
  // It says which number was free.
  const [number] = await once(createInterface({ input: server.stdout }), "line");
  return {
    name: `:${number}`,
    async close() {
      process.off("exit", kill);
      kill();
      await once(server, "exit");
    },
  };
}

/**
 * One window of one browser. Emits `pageerror` for what nobody catches in scripts, at the next `evaluate`: this browser
 * tells it to nobody else.
 */
class Page extends EventEmitter {
  #driver;
  #url;

  static async open(display) {
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const driver = new ServerProcess("WebKitWebDriver", [`--port=${port}`], { DISPLAY: display });
    await driver.answers(`${origin}/status`);
    const { sessionId } = await command("POST", `${origin}/session`, { capabilities: {} });
    const page = new Page(driver, `${origin}/session/${sessionId}`);
    await page.#send("timeouts", { script: SCRIPT_MS });
    return page;
  }

  constructor(driver, url) {
    super();
    this.#driver = driver;
    this.#url = url;
  }

  /** Waits until all of it is loaded. */
  async goto(url) {
    await this.#send("url", { url });
    // Where the page is the same as before, the driver may take the old one's end of loading for the new one's.
    while (!(await this.#send("execute/sync", { script: KEEP_ERRORS, args: [url] }))) await sleep(POLL_MS);
  }

  /**
   * @param {string | ((argument: any) => any)} code an expression, or a function of the argument
   * @param {any} [argument] as JSON has it; so is what is returned
   */
  async evaluate(code, argument = null) {
    const value = typeof code === "string" ? code : `(${code})(JSON.parse(argument))`;
    const script = `const [argument, answer] = arguments; ${ANSWER}; tell(async () => (${value}), answer);`;
    const { result, error, uncaught } = await this.#send("execute/async", { script, args: [JSON.stringify(argument)] });
    for (const message of uncaught) this.emit("pageerror", new Error(message));
    if (error) throw new Error(error);
    return JSON.parse(result);
  }

  async close() {
    await command("DELETE", this.#url);
    await this.#driver.stop();
  }

  #send(path, parameters) {
    return command("POST", `${this.#url}/${path}`, parameters);
  }
}

/** A command of WebDriver (W3C, WebDriver, Endpoints). */
async function command(method, url, parameters) {
  const response = await fetch(url, { method, body: parameters && JSON.stringify(parameters) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(value.message);
  return value;
}

/** Longer than any one test takes. */
const SCRIPT_MS = 300_000;

const POLL_MS = 10;

/** Begins to keep what nobody catches, if the page of this URL is there, loaded and new. */
const KEEP_ERRORS = `
  if (location.href !== new URL(arguments[0]).href || document.readyState !== "complete") return false;
  if (globalThis.uncaught) return false;
  globalThis.uncaught = [];
  addEventListener("error", ({ message }) => uncaught.push(message));
  addEventListener("unhandledrejection", ({ reason }) => uncaught.push(String(reason)));
  return true;
`;

/** What a function comes to, and what went wrong in the page meanwhile. */
const ANSWER = `
  async function tell(act, answer) {
    const outcome = await act().then(
      (value) => ({ result: JSON.stringify(value ?? null) }),
      (error) => ({ error: String(error) }),
    );
    answer({ ...outcome, uncaught: uncaught.splice(0) });
  }
`;
