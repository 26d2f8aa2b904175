import { html, nothing } from "lit-html";

import { connectionProblem } from "../problems.js";
/** @import { Chat } from "../chat.js" */

/** Why there is no connection, and the way back to one. @param {Chat} chat */
export function problem({ connection }) {
  const { failure, retryInS, state } = connection;
  const idle = state === "inactive";
  if (state === "connected" || (!idle && !failure)) return nothing;
  const { what, advice } = failure ? connectionProblem(failure) : { what: "You are disconnected.", advice: "" };
  return html`
    <section class="problem" aria-label="Connection problem">
      <p role="alert"><strong>${what}</strong> ${advice}</p>
      ${retryInS === null ? nothing : html`<p class="countdown">Trying again in ${retryInS} s.</p>`}
      <button class="primary" aria-disabled=${idle ? nothing : "true"} @click=${() => idle && connection.open()}>
        ${idle ? (retryInS === null ? "Connect" : "Try now") : "Trying…"}
      </button>
    </section>
  `;
}
