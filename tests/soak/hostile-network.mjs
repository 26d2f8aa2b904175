/*
 * node tests/soak/hostile-network.mjs --trials 1000 --seed 7
 *
 * Needs RabbitMQ and `cargo build --package native`. About four trials a second on two cores.
 */
import { parseArgs } from "node:util";

import { hostileNetwork } from "../delivery/hostile-network.mjs";
import { tellTrials } from "./tell.mjs";

const { values } = parseArgs({
  options: { trials: { type: "string", default: "1000" }, seed: { type: "string", default: "0" } },
});
await tellTrials(hostileNetwork({ trials: Number(values.trials), seed: Number(values.seed) }));
