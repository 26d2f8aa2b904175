import { html, nothing } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";

import { people } from "../format.js";
import { unreadBadge } from "./badge.js";
import { composer } from "./composer.js";
import { log } from "./log.js";
import { problem } from "./problem.js";
/** @import { Chat } from "../chat.js" */

/** The room that is shown. @param {Chat} chat */
export function room(chat) {
  const { active } = chat;
  return html`
    <main class="conversation">
      <div class="bar">
        <button class="quiet drawer-rooms" popovertarget="rooms">
          <span aria-hidden="true">☰</span>
          <span class="visually-hidden">Rooms</span>
          ${unreadBadge(chat.unread)}
        </button>
        <h2>${active ? active.name : "No room"}</h2>
        ${active ? html`
          <button class="quiet leave" aria-label=${`Leave ${active.name}`} @click=${() => chat.leave(active)}>Leave</button>
          <button class="quiet drawer-about" popovertarget="about">
            ${chat.connected ? html`${people(active.members.length)}<span class="visually-hidden"> here, and the connection</span>` : "Connection"}
          </button>
        ` : nothing}
      </div>
      ${problem(chat)}
      ${active
        ? keyed(active, html`${log(chat, active)} ${composer(chat, active)}`)
        : html`<p class="empty">You are in no room. Choose one, or make your own.</p>`}
    </main>
  `;
}
