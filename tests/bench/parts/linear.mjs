import { verdictAtMost } from "./verdict.mjs";

/** How the text is cut, and how often that is tried: byte by byte is twenty million messages each time. */
const ROUNDS = { "glued": 3, "in random pieces": 3, "byte by byte": 1 };
/** 10,000, in whole pools. */
const MESSAGES = 10_048;

export const title = "The slow path: 10,000 messages of 1 KB, and 20,000";
export const header = ["", "10,000 ms", "20,000 ms", "ratio", "must", ""];

export async function measure({ inPage, quick }) {
  const results = [];
  for (const [cut, rounds] of Object.entries(ROUNDS)) {
    const [once, twice] = await inPage("linear", { cut, messages: MESSAGES, size: 1_000, rounds: quick ? 1 : rounds });
    results.push({ cut, once, twice });
  }
  return results;
}

export function present(results) {
  return results.map(({ cut, once, twice }) => {
    const ratio = twice / once;
    return [cut, once.toFixed(0), twice.toFixed(0), ratio.toFixed(2), ...verdictAtMost(ratio, 2.5, "")];
  });
}
