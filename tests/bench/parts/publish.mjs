import { HEADER, rows } from "./side-by-side.mjs";
import { SIZES } from "./sizes.mjs";

export const title = "Publishing one message, from the call to the socket";
export const header = HEADER;

export function measure({ inPage, quick }) {
  return inPage("publish", { sizes: SIZES, rounds: quick ? 8 : 25 });
}

export function present(results) {
  return rows(results, (_what, size) => ({ must: size === 100 ? 4 : 8, goal: 8 }));
}
