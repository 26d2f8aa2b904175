import { Openings, byPeer } from "./openings.mjs";
import { median } from "./statistics.mjs";
import { verdictAtMost } from "./verdict.mjs";

/** Of sockjs-client's time, wherever a WebSocket passes. */
const MUST_PERCENT = 60;

const PASSING = [50, 100, 200].map((roundTripMs) => ({
  what: `round trip ${roundTripMs} ms`,
  peers: ["bare", "ours", "theirs"],
  network: { roundTripMs },
}));

const FIRST = { what: "round trip 50 ms, first on the page", peers: ["ours", "theirs"], network: { roundTripMs: 50 } };

const FAILING = [
  { what: "200 ms, Upgrade stripped", network: { upgrade: "strip" }, mustMs: 1_000 },
  { what: "200 ms, Upgrade swallowed", network: { upgrade: "swallow" }, mustMs: 2_000 },
  { what: "200 ms, swallowed, streams buffered", network: { upgrade: "swallow", stream: "buffer" }, mustMs: 3_000 },
].map((row) => ({ ...row, peers: ["ours", "theirs"], network: { roundTripMs: 200, ...row.network } }));

export const title = "SockJS, from the constructor to `open` (medians)";
export const header = ["", "WebSocket ms", "stompwire ms", "sockjs-client ms", "share", "must", ""];
export const page = "sockjs.html";

export async function measure({ inPage, source, quick }) {
  const openings = new Openings(source.url);
  const open = (options) => inPage("sockjs-open", options);
  const warm = (queues) => open({ warmUp: `${source.url}echo`, queues });
  const cold = async ([queue]) => {
    const times = [];
    for (const opening of queue) times.push(...(await open({ queues: [[opening]] })).flat());
    return [times];
  };
  const measureRows = async (rows, rounds, run) => {
    const queues = await Promise.all(rows.map((row) => openings.queue(row, rounds)));
    const times = await run(queues);
    return rows.map(({ what, mustMs }, at) => ({ what, mustMs, ...byPeer(queues[at], times[at]) }));
  };
  try {
    const results = [];
    for (const row of PASSING) results.push(...(await measureRows([row], quick ? 1 : 5, warm)));
    results.push(...(await measureRows([FIRST], quick ? 1 : 5, cold)));
    // Side by side: here the clients wait for seconds, and nothing else is done.
    results.push(...(await measureRows(FAILING, quick ? 1 : 3, warm)));
    return results;
  } finally {
    await openings.close();
  }
}

export function present(results) {
  return results.map(({ what, mustMs, bare, ours, theirs }) => {
    const share = (100 * median(ours)) / median(theirs);
    return [
      what,
      bare ? median(bare).toFixed(0) : "",
      median(ours).toFixed(0),
      median(theirs).toFixed(0),
      `${share.toFixed(0)} %`,
      ...(mustMs ? verdictAtMost(median(ours), mustMs, " ms") : verdictAtMost(share, MUST_PERCENT, " %")),
    ];
  });
}
