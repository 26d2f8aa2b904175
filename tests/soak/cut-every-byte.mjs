import { parseArgs } from "node:util";

import { cuts } from "../delivery/cuts.mjs";
import { runTrials } from "../delivery/trials.mjs";

/*
 * node tests/soak/cut-every-byte.mjs --all
 * node tests/soak/cut-every-byte.mjs --sample 60 --seed 7
 *
 * Needs RabbitMQ and `cargo build --package native`. Ends with 1 where a promise was broken.
 */
const TELL_EVERY_MS = 60_000;
const { values } = parseArgs({
  options: { all: { type: "boolean" }, sample: { type: "string" }, seed: { type: "string", default: "0" } },
});
if (!values.all === !values.sample) throw new Error("either --all or --sample N, and --seed S");

const startedAt = performance.now();
let toldAt = startedAt;
const sample = values.all ? Infinity : Number(values.sample);
const tally = await runTrials(cuts({ sample, seed: Number(values.seed) }), (tally, of) => {
  if (performance.now() - toldAt < TELL_EVERY_MS) return;
  toldAt = performance.now();
  tell(tally, `, ${Math.round((tally.trials / of) * 100)} %`);
});
tell(tally, "");
for (const sentence of tally.broken.slice(0, 100)) console.log(sentence);
process.exitCode = tally.broken.length > 0 ? 1 : 0;

function tell(tally, progress) {
  console.log(`${Math.round((performance.now() - startedAt) / 1_000)} s${progress}: ${tally}`);
}
