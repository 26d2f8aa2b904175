import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { serveFolder } from "../packaging/browser.mjs";
import { until } from "../server/harness.mjs";
import { BUILT, log, say, useChat } from "./chat.mjs";

describe("the chat page's transports", { timeout: 180_000 }, () => {
  const { serve, start, enter } = useChat();

  const panel = (page) => page.getByRole("region", { name: "Transport" });

  async function choose(page, group, choice) {
    await panel(page).getByRole("group", { name: group }).getByRole("radio", { name: choice, exact: true }).check();
  }

  /** Waits until a visitor is connected over a transport, and is told so. */
  async function connectedOver(page, name, transport) {
    await page.getByRole("status").getByText(`Connected as ${name} over ${transport}.`).waitFor();
    assert.equal(await panel(page).locator(".in-use strong").textContent(), transport);
  }

  const attempts = (page) => panel(page).getByRole("list", { name: "Attempts" }).getByRole("listitem");

  /** Waits until an attempt is listed with how it ended. */
  async function listed(page, transport, ending) {
    await attempts(page).filter({ hasText: new RegExp(`^\\s*${transport}\\s+${ending}\\s+\\d+`) }).waitFor();
  }

  const lastTransport = (server) => server.control.connections().at(-1).transport;

  it("takes a WebSocket where nothing is in its way", async (t) => {
    const server = await serve(t);
    const ana = await enter(t, server, "Ana");
    await connectedOver(ana, "Ana", "WebSocket");
    await listed(ana, "WebSocket", "opened");
  });

  for (const [choice, transport] of [
    ["WebSocket", "websocket-raw"],
    ["XHR streaming", "xhr-streaming"],
    ["XHR polling", "xhr-polling"],
  ]) {
    it(`goes over ${choice} alone where that is forced, with the rooms it was in`, async (t) => {
      const server = await serve(t);
      const ben = await enter(t, server, "Ben");
      const ana = await enter(t, server, "Ana");
      await choose(ana, "Use", choice);
      await log(ben).getByText("Ana joined").nth(1).waitFor();
      await connectedOver(ana, "Ana", choice);
      assert.equal(lastTransport(server), transport);
      await listed(ana, choice, "opened");
      assert.equal(await attempts(ana).filter({ hasText: /WebSocket|XHR/ }).count(), 1);

      await say(ana, "general", "to Ben");
      await log(ben).getByText("to Ben").waitFor();
      await say(ben, "general", "to Ana");
      await log(ana).getByText("to Ana").waitFor();
    });
  }

  it("shows how XHR streaming takes over from a WebSocket that is blocked", async (t) => {
    const server = await serve(t);
    const ana = await enter(t, server, "Ana");
    await choose(ana, "WebSocket", "Block");
    await connectedOver(ana, "Ana", "XHR streaming");
    assert.equal(lastTransport(server), "xhr-streaming");
    await listed(ana, "WebSocket", "closed");
    await listed(ana, "XHR streaming", "opened");
  });

  it("shows how XHR streaming takes over from a WebSocket that is never answered", async (t) => {
    const server = await serve(t);
    const ana = await enter(t, server, "Ana");
    await choose(ana, "WebSocket", "Swallow");
    await connectedOver(ana, "Ana", "XHR streaming");
    await listed(ana, "WebSocket", "too late");
    await listed(ana, "XHR streaming", "opened");
  });

  it("shows how XHR polling takes over where streams are held back too", async (t) => {
    const server = await serve(t);
    const ben = await enter(t, server, "Ben");
    const ana = await enter(t, server, "Ana");
    await choose(ana, "WebSocket", "Block");
    await connectedOver(ana, "Ana", "XHR streaming");
    await choose(ana, "Streaming", "Buffer");
    await connectedOver(ana, "Ana", "XHR polling");
    assert.equal(lastTransport(server), "xhr-polling");
    await listed(ana, "XHR polling", "opened");

    await say(ana, "general", "around two obstacles");
    await log(ben).getByText("around two obstacles").waitFor();
  });

  it("tries last what has failed, until it was forced and got through", async (t) => {
    const server = await serve(t);
    const ana = await enter(t, server, "Ana");
    await choose(ana, "WebSocket", "Block");
    await connectedOver(ana, "Ana", "XHR streaming");
    await choose(ana, "WebSocket", "Pass");
    await log(ana).getByText("You joined").nth(2).waitFor();
    assert.equal(lastTransport(server), "xhr-streaming");
    assert.equal(await attempts(ana).filter({ hasText: "WebSocket" }).count(), 0);

    await choose(ana, "Use", "WebSocket");
    await connectedOver(ana, "Ana", "WebSocket");
    await choose(ana, "Use", "Automatic");
    await log(ana).getByText("You joined").nth(4).waitFor();
    assert.equal(lastTransport(server), "websocket-raw");
  });

  it("says that a forced transport does not get through, and connects over another", async (t) => {
    const server = await serve(t);
    const ana = await enter(t, server, "Ana");
    await choose(ana, "Use", "WebSocket");
    await choose(ana, "WebSocket", "Block");
    await ana.getByRole("alert").getByText("cannot be reached").waitFor();
    assert.equal(await panel(ana).locator(".in-use strong").textContent(), "None");
    await listed(ana, "WebSocket", "closed");

    await choose(ana, "Use", "XHR polling");
    await connectedOver(ana, "Ana", "XHR polling");
    assert.equal(await ana.getByRole("alert").count(), 0);
  });

  it("ends where the last of many quick choices says", async (t) => {
    const server = await serve(t);
    const ana = await enter(t, server, "Ana");
    await panel(ana).getByRole("radio", { name: "Automatic" }).focus();
    for (let press = 0; press < 3; press += 1) await ana.keyboard.press("ArrowRight");
    await connectedOver(ana, "Ana", "XHR polling");
    assert.ok(await panel(ana).getByRole("radio", { name: "XHR polling" }).isChecked());
    await say(ana, "general", "once");
    await log(ana).getByText("once").waitFor();
    const open = () => server.control.connections().filter(({ closed }) => !closed);
    await until(() => open().length === 1);
    assert.equal(open()[0].transport, "xhr-polling");
  });

  it("shows what another visitor has done to the network", async (t) => {
    const server = await serve(t);
    const ana = await enter(t, server, "Ana");
    await choose(ana, "WebSocket", "Block");
    const ben = await enter(t, server, "Ben");
    await connectedOver(ben, "Ben", "XHR streaming");
    assert.ok(await panel(ben).getByRole("radio", { name: "Block" }).isChecked());
  });

  it("keeps everything in its place while it falls back", async (t) => {
    const server = await serve(t);
    const ana = await enter(t, server, "Ana");
    const places = () =>
      panel(ana).evaluate((section) => [section, ...section.children].map((part) => {
        const { top, height } = part.getBoundingClientRect();
        return [part.tagName, top, height];
      }));
    const before = await places();
    await choose(ana, "WebSocket", "Block");
    assert.deepEqual(await places(), before);
    await connectedOver(ana, "Ana", "XHR streaming");
    assert.deepEqual(await places(), before);
  });

  it("fits on a phone", async (t) => {
    const server = await serve(t);
    const ana = await enter(t, server, "Ana", { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    await ana.getByRole("button", { name: "and the connection" }).tap();
    await choose(ana, "WebSocket", "Block");
    await connectedOver(ana, "Ana", "XHR streaming");
    const drawer = ana.getByRole("complementary", { name: "People and connection" });
    assert.equal(await drawer.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth), 0);
  });

  it("offers to spoil no network where the server cannot", async (t) => {
    const site = await serveFolder(BUILT);
    t.after(() => site.close());
    const ana = await start(t, site, "Ana");
    await ana.getByRole("alert").getByText("cannot be reached").waitFor();
    assert.equal(await panel(ana).getByRole("group", { name: "Use" }).count(), 1);
    assert.equal(await panel(ana).getByRole("group", { name: "Streaming" }).count(), 0);
  });
});
