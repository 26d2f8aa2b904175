import { setTimeout as sleep } from "node:timers/promises";

/** Waits for what other processes bring about. @param {() => Promise<boolean>} condition */
export async function until(condition) {
  for (const begun = Date.now(); !(await condition()); await sleep(20)) {
    if (Date.now() - begun > 60_000) throw new Error(`never: ${condition}`);
  }
}
