import { html, nothing } from "lit-html";

/** How many messages are unread, where some are. @param {number} number */
export function unreadBadge(number) {
  if (number === 0) return nothing;
  return html`<span class="badge">${number > 99 ? "99+" : number}<span class="visually-hidden"> unread</span></span>`;
}
