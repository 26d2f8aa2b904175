import { HEADER, rows } from "./side-by-side.mjs";
import { SIZES } from "./sizes.mjs";

/** In Chromium. */
const PROMISED = {
  100: { must: 20, goal: 25 },
  1_000: { must: 34, goal: 40 },
  10_000: { must: 140, goal: 160 },
  100_000: { must: 260, goal: 300 },
};

export const title = "Receiving one message, from the socket's event to the end of the handler";
export const header = HEADER;

export function measure({ inPage, quick }) {
  return inPage("receive", { sizes: SIZES, rounds: quick ? 8 : 25 });
}

export function present(results, browser) {
  return rows(results, (what, size) => (browser === "Chromium" && what === "text, body" ? PROMISED[size] : undefined));
}
