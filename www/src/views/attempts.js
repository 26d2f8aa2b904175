import { html, nothing } from "lit-html";

import { span } from "../format.js";
import { TRANSPORTS } from "../transports.js";
/** @import { TransportAttempt } from "stompwire" */

/** How each transport that was tried ended, while they are tried. @param {import("../connection.js").Connection} connection */
export function attempts({ attempts, state }) {
  return html`
    <h3 id="attempts-heading">Attempts</h3>
    <ol class="attempts" aria-labelledby="attempts-heading">
      ${attempts.map(attempt)}
      ${state === "connecting" ? html`<li class="pending">Trying…</li>` : nothing}
    </ol>
    <p class="hint">What failed is tried last for 10 min.</p>
  `;
}

/** @param {TransportAttempt} attempt */
function attempt(attempt) {
  return html`
    <li class=${attempt.outcome}>
      <span>${name(attempt)}</span>
      <span class="ending">${ending(attempt)}</span>
      <span class="span">${span(attempt.elapsedMs)}</span>
    </li>
  `;
}

/** @param {TransportAttempt} attempt */
function name({ transport, raw }) {
  if (transport === "info") return "Server’s /info";
  if (transport === "websocket" && !raw) return "Framed WebSocket";
  return TRANSPORTS[transport].name;
}

/** @param {TransportAttempt} attempt */
function ending({ transport, outcome, phase, problem, status, code }) {
  if (outcome === "opened") return transport === "info" ? "answered" : "opened";
  if (outcome === "superseded") return transport === "info" ? "not needed" : "too late";
  if (problem === "http-status") return `HTTP ${status}`;
  if (problem === "timeout") return SILENCES[phase];
  if (problem === "closed" && code !== ABNORMAL) return `closed ${code}`;
  return PROBLEMS[problem];
}

/** RFC 6455 §7.4.1: what a browser says of a WebSocket that ended without a word. */
const ABNORMAL = 1006;

/** What did not come in time. @type {Record<TransportAttempt["phase"], string>} */
const SILENCES = {
  connect: "no answer",
  open: "no first frame",
  stomp: "no CONNECTED",
};

/** @type {Partial<Record<TransportAttempt["problem"], string>>} */
const PROBLEMS = {
  "closed": "closed",
  "redirected": "redirected",
  "network-or-cors": "unreachable",
  "no-frame": "no SockJS",
  "protocol": "malformed",
  "not-offered": "not offered",
};
