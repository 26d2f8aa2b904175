import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";

import { freePort } from "../brokers/ports.mjs";
import { ServerProcess } from "../brokers/process.mjs";
import { serve } from "../server/harness.mjs";
import { startDocumentedNginx } from "./deployment.mjs";

/** A port that leaves whoever connects without an answer, as a machine does that is off. */
async function startSilence(t) {
  const port = await freePort();
  const server = `require("node:http").createServer((_, response) => response.end())`;
  const listening = `.listen({ host: "127.0.0.1", port: ${port}, backlog: 1 })`;
  const silence = new ServerProcess(process.execPath, ["--eval", server + listening]);
  t.after(() => silence.kill());
  await silence.answers(`http://127.0.0.1:${port}`);
  silence.pause();
  // Nobody takes them, and the system holds no more than these.
  for (let each = 0; each < 2; each += 1) {
    // They are reset in the end.
    const waiting = connect(port, "127.0.0.1").on("error", () => {});
    await once(waiting, "connect");
  }
  return { port };
}

test("a node that is not there costs two seconds", { timeout: 60_000 }, async (t) => {
  const { url } = await serve(t);
  const nginx = await startDocumentedNginx([await startSilence(t), { port: new URL(url).port }]);
  t.after(() => nginx.stop());
  const durations = await Promise.all(
    Array.from({ length: 32 }, async () => {
      const begun = Date.now();
      assert.equal((await fetch(`${nginx.url}/ws/info`)).status, 200);
      return Date.now() - begun;
    }),
  );
  const [fastest, slowest] = [Math.min(...durations), Math.max(...durations)];
  assert.ok(fastest < 1_000 && slowest >= 1_900 && slowest < 4_000, `${fastest} to ${slowest} ms`);
});
