import { html, nothing } from "lit-html";

import { avatar } from "./avatar.js";

/** Who is in the room that is shown. @param {import("../chat.js").Chat} chat */
export function members({ active, connected, me }) {
  return html`
    <section class="panel" aria-labelledby="members-heading">
      <h2 id="members-heading">Here now ${connected ? html`<span class="number">${active.members.length}</span>` : nothing}</h2>
      ${connected ? nothing : html`<p class="unknown">Unknown without a connection.</p>`}
      <ul class="people">
        ${active.members.map((name) => html`<li>${avatar(name)} <span class="name">${name}</span> ${name === me ? "(you)" : ""}</li>`)}
      </ul>
    </section>
  `;
}
