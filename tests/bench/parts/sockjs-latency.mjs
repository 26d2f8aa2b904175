import { median } from "./statistics.mjs";
import { verdictAtMost } from "./verdict.mjs";

const COUNT = 200;
const MUST_MS = { "xhr-streaming": 4, "xhr-polling": 5 };

export const title = `SockJS, ${COUNT} ping-pongs, each (medians)`;
export const header = ["", "stompwire ms", "sockjs-client ms", "must", ""];
export const page = "sockjs.html";

export async function measure({ inPage, source, quick }) {
  const count = quick ? COUNT / 8 : COUNT;
  const results = [];
  for (const transport of Object.keys(MUST_MS)) {
    const options = { url: `${source.url}echo`, transport, count, rounds: quick ? 1 : 3 };
    const { ours, theirs } = await inPage("sockjs-latency", options);
    const each = (times) => times.map((time) => time / count);
    results.push({ transport, ours: each(ours), theirs: each(theirs) });
  }
  return results;
}

export function present(results) {
  return results.map(({ transport, ours, theirs }) => [
    transport,
    median(ours).toFixed(1),
    median(theirs).toFixed(1),
    ...verdictAtMost(median(ours), MUST_MS[transport], " ms"),
  ]);
}
