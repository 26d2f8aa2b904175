import { runTrials } from "../delivery/trials.mjs";

/**
 * Makes trials for long, and tells every minute what they have shown. The process ends with 1 where a promise was
 * broken.
 *
 * @param {Parameters<typeof runTrials>[0]} plan
 */
export async function tellTrials(plan) {
  const startedAt = performance.now();
  let toldAt = startedAt;
  const tell = (tally, progress) => {
    toldAt = performance.now();
    console.log(`${Math.round((toldAt - startedAt) / 1_000)} s${progress}: ${tally}`);
  };
  const tally = await runTrials(plan, (tally, of) => {
    if (performance.now() - toldAt > TELL_EVERY_MS) tell(tally, `, ${Math.round((tally.trials / of) * 100)} %`);
  });
  tell(tally, "");
  for (const sentence of tally.broken.slice(0, 100)) console.log(sentence);
  process.exitCode = tally.broken.length > 0 ? 1 : 0;
}

const TELL_EVERY_MS = 60_000;
