import { parseArgs } from "node:util";

import { BROWSERS } from "./browsers.mjs";

/** What can be measured, in the order in which it is. */
const PARTS = [
  "receive",
  "publish",
  "socket",
  "connect",
  "linear",
  "memory",
  "sockjs-open",
  "sockjs-latency",
  "sockjs-burst",
  "sockjs-storm",
  "sockjs-memory",
];

export const USAGE = `Measures the package in pkg/ beside @stomp/stompjs and sockjs-client, in headless browsers.

  --only a,b       these parts alone: ${PARTS.join(", ")}
  --browser a,b    these browsers alone: ${Object.keys(BROWSERS).join(", ")}
  --quick          fewer rounds: rough numbers, soon
  --markdown       prints the tables as Markdown
  --help           prints this

The numbers are also left in tests/results/bench.json.`;

/**
 * @param {string[]} given
 * @returns {{ parts: string[], browsers: string[], quick: boolean, markdown: boolean, help: boolean }}
 */
export function readArguments(given) {
  const { values } = parseArgs({
    args: given,
    options: {
      only: { type: "string" },
      browser: { type: "string" },
      quick: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { only, browser, ...flags } = values;
  return { ...flags, parts: pick("only", only, PARTS), browsers: pick("browser", browser, Object.keys(BROWSERS)) };
}

/** The wanted ones of those that are known, in their order; all where none is named. */
function pick(option, wanted, known) {
  if (wanted === undefined) return known;
  const names = wanted.split(",");
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new TypeError(`--${option} ${unknown}: known are ${known.join(", ")}`);
  return known.filter((name) => names.includes(name));
}
