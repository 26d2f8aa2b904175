import { CLIENTS } from "./sockjs-peers.js";

/**
 * What each client does takes so long, round after round; they take turns, and who begins changes.
 *
 * @param {number} rounds
 * @param {(peer: string) => Promise<() => Promise<void>>} prepare gives what a client does in each round
 * @returns {Promise<{ ours: number[], theirs: number[] }>} milliseconds
 */
export async function takeTurns(rounds, prepare) {
  const lanes = [];
  for (const peer of CLIENTS) lanes.push({ peer, times: [], lap: await prepare(peer) });
  for (let round = 0; round < rounds; round++) {
    for (const { times, lap } of lanes) {
      const start = performance.now();
      await lap();
      times.push(performance.now() - start);
    }
    lanes.reverse();
  }
  return Object.fromEntries(lanes.map(({ peer, times }) => [peer, times]));
}
