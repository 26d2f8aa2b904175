import { html, nothing } from "lit-html";

import { count } from "../format.js";
import { connectionProblem } from "../problems.js";
/** @import { Chat } from "../chat.js" */
/** @import { Connection } from "../connection.js" */

/** Why there is no connection, what becomes of what is written, and the way back. @param {Chat} chat */
export function problem({ connection }) {
  const { client: { queued }, failure, state } = connection;
  const idle = state === "inactive";
  if (state === "connected" || (!idle && !failure)) return nothing;
  const { what, advice } = failure ? connectionProblem(failure, !idle) : { what: "You are disconnected.", advice: "" };
  const ready = idle || state === "waiting";
  return html`
    <section class="problem" aria-label="Connection problem">
      <p role="alert"><strong>${what}</strong> ${advice}</p>
      <p class="next">
        ${idle ? nothing : html`<span>${next(connection)}</span>`}
        <span role="status">${queued > 0 ? count(queued, "message waits to be sent", "messages wait to be sent") : ""}</span>
      </p>
      <button class="primary" aria-disabled=${ready ? nothing : "true"} @click=${() => ready && connection.open()}>
        ${idle ? "Connect" : "Try now"}
      </button>
    </section>
  `;
}

/** @param {Connection} connection */
function next({ state, retryAt }) {
  if (state !== "waiting") return "Trying…";
  // A browser that goes offline puts the attempt off, and one that comes back makes it at once.
  return navigator.onLine ? html`Next try in <count-down .end=${retryAt}></count-down>` : nothing;
}
