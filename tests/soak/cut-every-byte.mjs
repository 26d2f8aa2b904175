/*
 * node tests/soak/cut-every-byte.mjs --all
 * node tests/soak/cut-every-byte.mjs --sample 60 --seed 7
 *
 * Needs RabbitMQ and `cargo build --package native`. All are 200,000 trials: about four a second on two cores.
 */
import { parseArgs } from "node:util";

import { cuts } from "../delivery/cuts.mjs";
import { tellTrials } from "./tell.mjs";

const { values } = parseArgs({
  options: { all: { type: "boolean" }, sample: { type: "string" }, seed: { type: "string", default: "0" } },
});
if (!values.all === !values.sample) throw new Error("either --all or --sample N, and --seed S");
await tellTrials(cuts({ sample: values.all ? Infinity : Number(values.sample), seed: Number(values.seed) }));
