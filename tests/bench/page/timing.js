/** How long one sample lasts: far longer than the clock's steps, short beside what else the machine does. */
const SAMPLE_MS = 20;

/**
 * Nanoseconds per turn for each lane, best of rounds. The lanes take turns, so that what disturbs
 * one disturbs the others.
 *
 * @param {((turn: number) => void)[]} lanes
 * @param {number} rounds
 */
export function race(lanes, rounds) {
  const counts = lanes.map(calibrate);
  const best = lanes.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    lanes.forEach((lane, at) => {
      best[at] = Math.min(best[at], (sample(lane, counts[at]) / counts[at]) * 1e6);
    });
  }
  return best;
}

/** Warms a lane up, and finds out how many turns make a sample. */
function calibrate(lane) {
  let count = 8;
  let took = sample(lane, count);
  while (took < SAMPLE_MS) {
    count *= 2;
    took = sample(lane, count);
  }
  return Math.max(1, Math.round((count * SAMPLE_MS) / took));
}

function sample(lane, count) {
  const start = performance.now();
  for (let turn = 0; turn < count; turn++) lane(turn);
  return performance.now() - start;
}
