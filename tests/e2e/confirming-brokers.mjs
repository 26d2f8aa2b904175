import assert from "node:assert/strict";
import { it } from "node:test";

/**
 * What a page sees alike of every broker that names itself.
 *
 * @param {(t: object) => Promise<import("playwright-core").Page>} start a page whose `admitted(options)` is a connected client
 */
export function itConfirms(start) {
  it("every SEND and SUBSCRIBE is confirmed that asks for it", async (t) => {
    const page = await start(t);
    const lines = await page.evaluate(async () => {
      const lines = [];
      const client = await admitted({ debug: (line) => lines.push(line.split("\n")[0]) });
      await client.subscribe("/topic/a", () => {}).ready;
      await client.send("/topic/b", "x", { receipt: true });
      return lines;
    });
    assert.deepEqual(lines.slice(2), [">>> SUBSCRIBE", "<<< RECEIPT", ">>> SEND", "<<< RECEIPT"]);
  });

  it("a transaction is sent when it is committed, and not when it is aborted", async (t) => {
    const page = await start(t);
    const bodies = await page.evaluate(async () => {
      const client = await admitted();
      const { messages, bodies } = await inbox(client, "/topic/a");
      const aborted = client.begin();
      await aborted.send("/topic/a", "never");
      await aborted.abort();
      const committed = client.begin();
      await committed.send("/topic/a", "second");
      await client.send("/topic/a", "first", { receipt: true });
      await committed.commit();
      await until(() => messages.length === 2);
      return bodies();
    });
    assert.deepEqual(bodies, ["first", "second"]);
  });
}
