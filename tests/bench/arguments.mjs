import { parseArgs } from "node:util";

/** What can be measured, in the order in which it is. */
export const PARTS = ["receive", "publish", "socket", "connect", "linear", "memory"];

export const USAGE = `Measures the package in pkg/ beside @stomp/stompjs, in headless Chromium.

  --only a,b     these parts alone: ${PARTS.join(", ")}
  --quick        fewer rounds: rough numbers, soon
  --markdown     prints the tables as Markdown
  --help         prints this`;

/**
 * @param {string[]} given
 * @returns {{ parts: string[], quick: boolean, markdown: boolean, help: boolean }}
 */
export function readArguments(given) {
  const { values } = parseArgs({
    args: given,
    options: {
      only: { type: "string", default: PARTS.join(",") },
      quick: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const wanted = values.only.split(",");
  const unknown = wanted.find((part) => !PARTS.includes(part));
  if (unknown !== undefined) throw new TypeError(`--only ${unknown}: known parts are ${PARTS.join(", ")}`);
  return { ...values, parts: PARTS.filter((part) => wanted.includes(part)) };
}
