import { startDelayProxy } from "../../proxies/delay.mjs";
import { startLapsingServer } from "../lapse.mjs";
import { verdictAtMost } from "./verdict.mjs";

const SECONDS = 10;
const MUST = 12;

export const title = `SockJS, requests in ${SECONDS} s where everything is answered with 200 and a page`;
export const header = ["", "stompwire", "sockjs-client", "must", ""];
export const page = "sockjs.html";

export async function measure({ inPage, source }) {
  const startPortal = () => startDelayProxy({ target: source.url, html: true });
  const rows = [
    { what: "from the first on", servers: await oneForEach(startPortal) },
    { what: "after `o`, xhr-polling", servers: await oneForEach(startLapsingServer), transports: ["xhr-polling"] },
  ];
  const visits = rows.flatMap(({ servers, transports }) =>
    Object.entries(servers).map(([peer, { url }]) => ({ peer, url: `${url}/echo`, options: { transports } })),
  );
  await inPage("sockjs-storm", { visits, seconds: SECONDS });
  const results = rows.map(({ what, servers: { ours, theirs } }) => ({
    what,
    ours: ours.requests().length,
    theirs: theirs.requests().length,
  }));
  await Promise.all(rows.flatMap(({ servers }) => Object.values(servers)).map((server) => server.close()));
  return results;
}

export function present(results) {
  return results.map(({ what, ours, theirs }) => [
    what,
    ours.toLocaleString("en"),
    theirs.toLocaleString("en"),
    ...verdictAtMost(ours, MUST, ""),
  ]);
}

async function oneForEach(start) {
  return { ours: await start(), theirs: await start() };
}
