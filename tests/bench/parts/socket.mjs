import { inKilobytes, SIZES } from "./sizes.mjs";
import { median, perSecond } from "./statistics.mjs";

const MUST = 1.05;
/** About half a second each. */
const COUNTS = { 100: 8_192, 1_000: 8_192, 10_000: 4_096, 100_000: 512 };

export const title = "Receiving over a WebSocket on this machine, messages per second (median of rounds)";
export const header = ["body", "bare", "stompwire", "stompjs", "ours / bare", "bare / bare", "must", "goal", ""];

export async function measure({ inPage, source, quick }) {
  const results = [];
  for (const size of SIZES) {
    const options = { url: source.url.replace("http", "ws"), size, count: COUNTS[size], rounds: quick ? 3 : 12 };
    results.push({ size, ...(await inPage("socket", options)) });
  }
  return results;
}

export function present(results) {
  return results.map(({ size, bare: [first, second], ours, theirs }) => {
    // Rounds are compared each in itself: what slows the machine down slows all of a round.
    const slower = median(ours.map((time, round) => (2 * time) / (first[round] + second[round])));
    const spread = median(first.map((time, round) => Math.max(time / second[round], second[round] / time)));
    const reached = median(ours) <= median(theirs) ? "goal" : "ok";
    return [
      inKilobytes(size),
      perSecond(median([...first, ...second])),
      perSecond(median(ours)),
      perSecond(median(theirs)),
      slower.toFixed(2),
      spread.toFixed(2),
      `≤ ${Math.max(MUST, spread).toFixed(2)}`,
      "fastest",
      slower <= Math.max(MUST, spread) ? reached : "MISSED",
    ];
  });
}
