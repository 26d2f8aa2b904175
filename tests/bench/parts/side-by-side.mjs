import { inKilobytes } from "./sizes.mjs";
import { verdictAtLeast } from "./verdict.mjs";

export const HEADER = ["", "body", "stompwire ns", "stompjs ns", "ratio", "must", "goal", ""];

/**
 * @param {{ what: string, size: number, ours: number, theirs: number }[]} results
 * @param {(what: string, size: number) => { must: number, goal: number } | undefined} promise
 */
export function rows(results, promise) {
  return results.map(({ what, size, ours, theirs }) => {
    const ratio = theirs / ours;
    const { must, goal } = promise(what, size) ?? {};
    return [
      what,
      inKilobytes(size),
      Math.round(ours).toLocaleString("en"),
      Math.round(theirs).toLocaleString("en"),
      ratio.toFixed(1),
      ...verdictAtLeast(ratio, must, goal),
    ];
  });
}
