import { html, nothing } from "lit-html";

import { people } from "../format.js";
import { unreadBadge } from "./badge.js";
/** @import { Chat } from "../chat.js" */

/** The name of the room that is shown, the way out of it, and the ways to the drawers. @param {Chat} chat */
export function bar(chat) {
  const { active } = chat;
  return html`
    <div class="bar">
      <button class="quiet drawer-rooms" popovertarget="rooms">
        <span aria-hidden="true">☰</span>
        <span class="visually-hidden">Rooms</span>
        ${unreadBadge(chat.unread)}
      </button>
      <h2>${active ? active.name : "No room"}</h2>
      ${active
        ? html`<button class="quiet" aria-label=${`Leave ${active.name}`} @click=${() => chat.leave(active)}>Leave</button>`
        : nothing}
      <button class="quiet drawer-about" popovertarget="about">
        ${active && chat.connected
          ? html`${people(active.members.length)}<span class="visually-hidden"> here, and the connection</span>`
          : "Connection"}
      </button>
    </div>
  `;
}

/** For those who have neither Escape nor a hand for what lies beside a drawer. @param {string} drawer */
export function closeButton(drawer) {
  return html`<button class="quiet close" popovertarget=${drawer} popovertargetaction="hide">Close</button>`;
}
