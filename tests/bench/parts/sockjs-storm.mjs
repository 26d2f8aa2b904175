import { startDelayProxy } from "../../proxies/delay.mjs";
import { startLapsingServer } from "../lapse.mjs";
import { verdictAtMost } from "./verdict.mjs";

/** In ten seconds, and so in fewer. */
const MUST = 12;

export const title = "SockJS, requests where everything is answered with 200 and a page";
export const header = ["", "stompwire", "sockjs-client", "must", ""];
export const page = "sockjs.html";

export async function measure({ inPage, source, quick }) {
  const seconds = quick ? 5 : 10;
  const startPortal = () => startDelayProxy({ target: source.url, html: true });
  const rows = [
    { what: `in ${seconds} s`, servers: await oneForEach(startPortal) },
    { what: `in ${seconds} s, once open, xhr-polling`, servers: await oneForEach(startLapsingServer), transports: ["xhr-polling"] },
  ];
  const visits = rows.flatMap(({ servers, transports }) =>
    Object.entries(servers).map(([peer, { url }]) => ({ peer, url: `${url}/echo`, options: { transports } })),
  );
  await inPage("sockjs-storm", { visits, seconds });
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
