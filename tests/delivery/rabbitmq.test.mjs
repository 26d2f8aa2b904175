import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { cuts } from "./cuts.mjs";
import { hostileNetwork } from "./hostile-network.mjs";
import { runTrials } from "./trials.mjs";

const seed = Number(process.env.STOMPWIRE_SEED ?? 0);
const again = `STOMPWIRE_SEED=${seed} makes the same trials`;

describe("1,000 messages to RabbitMQ are confirmed or rejected, and none that is confirmed is lost", () => {
  it("wherever the connection is cut; with retry all are confirmed, and a copy says that it is one", async (t) => {
    const tally = await runTrials(cuts({ sample: 60, seed }));
    t.diagnostic(`${tally}; ${again}`);
    assert.deepEqual(tally.broken.slice(0, 20), [], again);
  });

  it("whatever befalls one connection after the other; with retry all are confirmed", async (t) => {
    const tally = await runTrials(hostileNetwork({ trials: 40, seed }));
    t.diagnostic(`${tally}; ${again}`);
    assert.deepEqual(tally.broken.slice(0, 20), [], again);
  });
});
