import { html } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";

import { bar } from "./bar.js";
import { composer } from "./composer.js";
import { log } from "./log.js";
import { problem } from "./problem.js";

/** The room that is shown. @param {import("../chat.js").Chat} chat */
export function room(chat) {
  const { active } = chat;
  return html`
    <main class="conversation">
      ${bar(chat)}
      ${problem(chat)}
      ${active
        ? keyed(active, html`${log(chat, active)} ${composer(chat, active)}`)
        : html`<p class="empty">You are in no room. Choose one, or make your own.</p>`}
    </main>
  `;
}
