import { html, nothing } from "lit-html";

import { STATES } from "./words.js";
/** @import { Chat } from "../chat.js" */

/** What the client knows of its connection. @param {Chat} chat */
export function details({ connection, received, sent }) {
  const { session, state } = connection;
  return html`
    <section class="panel" aria-labelledby="details-heading">
      <h2 id="details-heading">Connection</h2>
      <dl>
        ${row("State", STATES[state])}
        ${session ? connected(session) : nothing}
        ${row("Messages", `${received} in, ${sent} out`)}
      </dl>
      ${state === "connected" ? html`<button @click=${() => connection.close()}>Disconnect</button>` : nothing}
    </section>
  `;
}

/** @param {import("stompwire").Connected} session */
function connected({ version, server, session, heartbeat: { outgoingMs, incomingMs } }) {
  return html`
    ${row("Protocol", `STOMP ${version}`)}
    ${row("Server", server ?? "does not say")}
    ${row("Heart-beats", `out ${interval(outgoingMs)}, in ${interval(incomingMs)}`)}
    ${row("Session", session ?? "does not say")}
  `;
}

/** @param {string} term @param {string} value */
function row(term, value) {
  return html`<div><dt>${term}</dt><dd>${value}</dd></div>`;
}

/** @param {number} milliseconds 0 for none */
function interval(milliseconds) {
  return milliseconds === 0 ? "none" : `every ${milliseconds / 1_000} s`;
}
