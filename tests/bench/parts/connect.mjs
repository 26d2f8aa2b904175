import { median } from "./statistics.mjs";
import { verdictAtMost } from "./verdict.mjs";

const PAGES = 10;

export const title = "From connect() to the socket's constructor";
export const header = ["", "best ms", "median ms", "must", ""];

export async function measure({ inPage }) {
  const pages = [];
  for (let page = 0; page < PAGES; page++) pages.push(await inPage("connect"));
  return { first: pages.map(({ first }) => first), again: pages.map(({ again }) => again) };
}

export function present({ first, again }) {
  const row = (what, times, must) => [
    what,
    Math.min(...times).toFixed(2),
    median(times).toFixed(2),
    ...verdictAtMost(median(times), must, " ms"),
  ];
  return [row("first on the page", first, 20), row("module already loaded", again, 1)];
}
