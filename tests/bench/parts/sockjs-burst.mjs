import { median } from "./statistics.mjs";
import { verdictAtMost } from "./verdict.mjs";

const COUNT = 5_000;
const SIZE = 200;
/** Of sockjs-client's time. */
const MUST_PERCENT = { "websocket": 40, "xhr-streaming": 80, "xhr-polling": 80 };

export const title = `SockJS, ${COUNT.toLocaleString("en")} messages of ${SIZE} B sent at once, until all are back (medians)`;
export const header = ["", "stompwire ms", "sockjs-client ms", "share", "must", ""];
export const page = "sockjs.html";

export async function measure({ inPage, source, quick }) {
  const results = [];
  for (const transport of Object.keys(MUST_PERCENT)) {
    const options = { url: `${source.url}echo`, transport, count: COUNT, size: SIZE, rounds: quick ? 1 : 7 };
    results.push({ transport, ...(await inPage("sockjs-burst", options)) });
  }
  return results;
}

export function present(results) {
  return results.map(({ transport, ours, theirs }) => {
    const share = (100 * median(ours)) / median(theirs);
    return [
      transport === "websocket" ? "framed websocket" : transport,
      median(ours).toFixed(0),
      median(theirs).toFixed(0),
      `${share.toFixed(0)} %`,
      ...verdictAtMost(share, MUST_PERCENT[transport], " %"),
    ];
  });
}
