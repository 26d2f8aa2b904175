import { html, nothing } from "lit-html";

import { TRANSPORTS } from "../transports.js";
import { attempts } from "./attempts.js";
import { segments } from "./segments.js";
/** @import { Chat } from "../chat.js" */

/** What carries the frames, how it was found, and what a visitor may do about it. @param {Chat} chat */
export function transport(chat) {
  const { connection, network } = chat;
  return html`
    <section class="panel transport" aria-labelledby="transport-heading">
      <h2 id="transport-heading">Transport</h2>
      ${inUse(connection)}
      ${segments({
        name: "transport",
        legend: "Use",
        choices: CHOICES,
        chosen: connection.forced,
        choose: (transport) => chat.force(transport),
      })}
      ${network.state === null ? nothing : obstacles(chat)}
      ${attempts(connection)}
    </section>
  `;
}

/** @param {import("../connection.js").Connection} connection */
function inUse({ session, state }) {
  const { name, how } = session ? TRANSPORTS[session.transport] : NONE[state];
  return html`<p class="in-use"><strong>${name}</strong> ${how}</p>`;
}

/** @type {Partial<Record<import("../connection.js").Connection["state"], { name: string, how: string }>>} */
const NONE = {
  inactive: { name: "None", how: "There is no connection." },
  waiting: { name: "None", how: "The next attempt is on its way." },
  connecting: { name: "Connecting…", how: "Looking for a way through." },
  disconnecting: { name: "Disconnecting…", how: "" },
};

/** What the demo server does to the traffic of everybody. @param {Chat} chat */
function obstacles(chat) {
  const { state } = chat.network;
  return html`
    <p class="hint">The demo server can spoil the network, for all its visitors:</p>
    ${segments({
      name: "websocket",
      legend: "WebSocket",
      choices: [["pass", "Pass"], ["block", "Block"], ["swallow", "Swallow"]],
      chosen: state?.websocket,
      choose: (websocket) => chat.spoil({ websocket }),
    })}
    ${segments({
      name: "streaming",
      legend: "Streaming",
      choices: [["pass", "Pass"], ["buffer", "Buffer"]],
      chosen: state?.streaming,
      choose: (streaming) => chat.spoil({ streaming }),
    })}
  `;
}

/** @type {[value: import("stompwire").Transport | null, label: string][]} */
const CHOICES = [[null, "Automatic"], ...Object.entries(TRANSPORTS).map(([transport, { name }]) => [transport, name])];
