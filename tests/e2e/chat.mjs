import assert from "node:assert/strict";
import { access } from "node:fs/promises";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";

import { launchChromium } from "../packaging/browser.mjs";
import { startServer } from "../server/server.mjs";

/** The chat page as it is built. */
export const BUILT = fileURLToPath(new URL("../../www/dist", import.meta.url));

/** Chromium, and the chat page in it, for the tests of one file. */
export function useChat() {
  let browser;

  before(async () => {
    await access(`${BUILT}/index.html`);
    browser = await launchChromium();
  });
  after(() => browser.close());

  /** A demo server that has the page. */
  async function serve(t, port = 0) {
    const server = await startServer({ static: BUILT, port, control: true, sockJs: { disconnect_delay: 1_000 } });
    t.after(() => server.close());
    return server;
  }

  /** A window of its own, as another person's. */
  async function open(t, { url }, options) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const errors = [];
    page.on("pageerror", (error) => errors.push(error.message));
    t.after(async () => {
      await context.close();
      assert.deepEqual(errors, [], "uncaught in the page");
    });
    page.setDefaultTimeout(10_000);
    await page.goto(url);
    return page;
  }

  /** A window whose visitor has given a name. */
  async function start(t, server, name, options) {
    const page = await open(t, server, options);
    await page.getByLabel("Your name").fill(name);
    await page.getByRole("button", { name: "Start chatting" }).click();
    return page;
  }

  /** A window whose visitor has come in. */
  async function enter(t, server, name, options) {
    const page = await start(t, server, name, options);
    await log(page).getByText("You joined").waitFor();
    return page;
  }

  return { serve, start, enter };
}

export async function say(page, room, text) {
  await page.getByLabel(`Message to ${room}`).fill(text);
  await page.keyboard.press("Enter");
}

export const log = (page, room = "general") => page.getByRole("log", { name: `Messages in ${room}` });
