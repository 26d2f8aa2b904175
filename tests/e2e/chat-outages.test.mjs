import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { log, say, useChat } from "./chat.mjs";

describe("the chat page without a connection", { timeout: 120_000 }, () => {
  const { serve, enter } = useChat();

  const problem = (page) => page.getByRole("region", { name: "Connection problem" });

  /** A server that goes, and a visitor whose page takes its time to try again. */
  async function lose(t) {
    const server = await serve(t);
    const ana = await enter(t, server, "Ana");
    // Told this, the client waits as long as it may.
    await ana.evaluate(() => dispatchEvent(new Event("offline")));
    await server.close();
    await problem(ana).getByText(/^Next try in (30|2\d) s$/).waitFor();
    return { ana, returned: () => serve(t, server.port) };
  }

  async function tryNow(page) {
    await problem(page).getByRole("button", { name: "Try now" }).click();
    await problem(page).waitFor({ state: "detached" });
    await page.getByRole("banner").getByText("Connected", { exact: true }).waitFor();
  }

  it("counts down to the next attempt, and makes it at once when told to", async (t) => {
    const { ana, returned } = await lose(t);
    await ana.getByRole("banner").getByText("Not connected").waitFor();
    await problem(ana).getByText(/^Next try in 2[0-8] s$/).waitFor();
    await returned();
    await tryNow(ana);
  });

  it("waits again after an attempt that failed", async (t) => {
    const { ana, returned } = await lose(t);
    await problem(ana).getByText(/^Next try in 2[0-8] s$/).waitFor();
    await problem(ana).getByRole("button", { name: "Try now" }).click();
    await ana.getByRole("alert").getByText("cannot be reached").waitFor();
    await problem(ana).getByText(/^Next try in (30|29) s$/).waitFor();
    await returned();
    await tryNow(ana);
  });

  it("lets messages wait, and sends them with the next connection", async (t) => {
    const { ana, returned } = await lose(t);
    await say(ana, "general", "first");
    await problem(ana).getByRole("status").getByText("1 message waits").waitFor();
    await say(ana, "general", "second");
    await problem(ana).getByRole("status").getByText("2 messages wait").waitFor();
    assert.equal(await log(ana).getByText("Waiting…").count(), 2);

    const ben = await enter(t, await returned(), "Ben");
    await tryNow(ana);
    await log(ben).getByText("second").waitFor();
    assert.deepEqual(await log(ben).locator(".text").allTextContents(), ["first", "second"]);
    await log(ana).locator(".sent").nth(1).waitFor();
    assert.deepEqual(await log(ana).locator(".text").allTextContents(), ["first", "second"]);
    assert.equal(await log(ana).getByText(/Waiting…|Sending…/).count(), 0);
  });

  it("gives back what waited and is refused, once it could be sent", async (t) => {
    const { ana, returned } = await lose(t);
    const long = "x".repeat(2_001);
    await say(ana, "general", long);
    await say(ana, "general", "short enough");
    await returned();
    await tryNow(ana);
    await log(ana).locator(".sent", { hasText: "short enough" }).waitFor();
    assert.equal(await ana.getByLabel("Message to general").inputValue(), long);
  });

  it("says what may have been missed", async (t) => {
    const { ana, returned } = await lose(t);
    await log(ana).getByText("is missing here").waitFor();
    await returned();
    await tryNow(ana);
    await log(ana).getByText(/You may have missed up to \d+ s\./).waitFor();
    await ana.getByRole("status").getByText(/Connected as Ana over WebSocket\. You may have missed/).waitFor();
  });

  it("says that the device is offline, and is back at once when it is not", async (t) => {
    const server = await serve(t);
    const ana = await enter(t, server, "Ana");
    await ana.context().setOffline(true);
    await server.close();
    await ana.getByRole("alert").getByText("This device is offline").waitFor();
    assert.equal(await problem(ana).getByText("Next try").count(), 0);
    await serve(t, server.port);
    await ana.context().setOffline(false);
    await ana.getByRole("banner").getByText("Connected", { exact: true }).waitFor();
  });
});
