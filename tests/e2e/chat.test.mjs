import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { log, say, useChat } from "./chat.mjs";

describe("the chat page", { timeout: 120_000 }, () => {
  const { serve, enter } = useChat();

  const peopleOf = (page) => page.getByRole("region", { name: "Here now" }).getByRole("listitem");

  it("lets two windows talk to each other, each message once", async (t) => {
    const server = await serve(t);
    const ana = await enter(t, server, "Ana");
    const ben = await enter(t, server, "Ben");
    await say(ana, "general", "안녕 😀 <b>not bold</b>");
    await log(ben).getByText("안녕 😀 <b>not bold</b>").waitFor();
    await say(ben, "general", "hello Ana");
    await log(ana).getByText("hello Ana").waitFor();
    await ana.getByText("Sending…").waitFor({ state: "detached" });
    for (const page of [ana, ben]) {
      assert.equal(await log(page).getByText("안녕").count(), 1);
      assert.equal(await log(page).getByText("hello Ana").count(), 1);
    }
  });

  it("shows who comes and goes", async (t) => {
    const server = await serve(t);
    const ana = await enter(t, server, "Ana");
    const ben = await enter(t, server, "Ben");
    await log(ana).getByText("Ben joined").waitFor();
    assert.deepEqual(await peopleOf(ana).locator(".name").allTextContents(), ["Ana", "Ben"]);
    await ben.getByRole("button", { name: "Leave general" }).click();
    await log(ana).getByText("Ben left").waitFor();
    assert.deepEqual(await peopleOf(ana).locator(".name").allTextContents(), ["Ana"]);
  });

  it("tells two people of one name apart", async (t) => {
    const server = await serve(t);
    const first = await enter(t, server, "Ana");
    await enter(t, server, "Ana");
    await log(first).getByText("Ana (2) joined").waitFor();
  });

  it("counts what is said in a room that is not shown, until it is", async (t) => {
    const server = await serve(t);
    const ana = await enter(t, server, "Ana");
    const ben = await enter(t, server, "Ben");
    const rooms = ana.getByRole("navigation", { name: "Rooms" });
    await rooms.getByRole("button", { name: "Join random" }).click();
    await log(ana, "random").getByText("You joined").waitFor();
    await say(ben, "general", "one");
    await say(ben, "general", "two");
    const general = rooms.getByRole("button", { name: /^general/ });
    await general.getByText("2 unread").waitFor();
    await ana.waitForFunction(() => document.title.startsWith("(2) "));
    await general.click();
    await log(ana).getByText("New messages").waitFor();
    assert.equal(await general.getByText("unread").count(), 0);
    assert.doesNotMatch(await ana.title(), /^\(/);
  });

  it("keeps rooms apart, also one that somebody has made", async (t) => {
    const server = await serve(t);
    const ana = await enter(t, server, "Ana");
    const ben = await enter(t, server, "Ben");
    await ana.getByLabel("New room").fill("garden");
    await ana.getByRole("button", { name: "Create" }).click();
    await log(ana, "garden").getByText("You joined").waitFor();
    await ben.getByRole("button", { name: "Join garden" }).click();
    await log(ana, "garden").getByText("Ben joined").waitFor();
    await say(ben, "garden", "only here");
    await log(ana, "garden").getByText("only here").waitFor();
    await ana.getByRole("button", { name: /^general/ }).click();
    assert.equal(await log(ana).getByText("only here").count(), 0);
  });

  it("says that the server has gone, and comes back with the rooms when it has", async (t) => {
    const server = await serve(t);
    const ana = await enter(t, server, "Ana");
    await server.close();
    await ana.getByRole("alert").getByText(/was lost|cannot be reached/).waitFor();
    await ana.getByRole("banner").getByText("Not connected").waitFor();

    const again = await serve(t, server.port);
    await ana.getByRole("banner").getByText("Connected", { exact: true }).waitFor();
    assert.equal(await ana.getByRole("alert").count(), 0);
    const ben = await enter(t, again, "Ben");
    await log(ana).getByText("Ben joined").waitFor();
    await say(ben, "general", "welcome back");
    await log(ana).getByText("welcome back").waitFor();
  });

  it("keeps what cannot be sent, and says so", async (t) => {
    const server = await serve(t);
    const ana = await enter(t, server, "Ana");
    await ana.getByRole("button", { name: "Disconnect" }).click();
    await ana.getByRole("alert").getByText("You are disconnected").waitFor();
    await say(ana, "general", "nobody hears this");
    await ana.getByRole("alert").getByText("Your text stays here").waitFor();
    assert.equal(await ana.getByLabel("Message to general").inputValue(), "nobody hears this");
  });

  it("shows why a text is not taken, and gives it back", async (t) => {
    const server = await serve(t);
    const ana = await enter(t, server, "Ana");
    const long = "x".repeat(2_001);
    await say(ana, "general", long);
    await ana.getByRole("alert").waitFor();
    assert.equal(await ana.getByLabel("Message to general").inputValue(), long);
  });

  it("works on a phone, where rooms and people are drawers", async (t) => {
    const server = await serve(t);
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    const ana = await enter(t, server, "Ana", phone);
    await ana.getByRole("button", { name: "Rooms" }).tap();
    await ana.getByRole("button", { name: "Join random" }).tap();
    await log(ana, "random").getByText("You joined").waitFor();
    await ana.getByLabel("Message to random").fill("from a phone");
    await ana.getByRole("button", { name: "Send" }).tap();
    await log(ana, "random").getByText("from a phone").waitFor();
    const overflow = await ana.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.equal(overflow, 0);
  });
});
