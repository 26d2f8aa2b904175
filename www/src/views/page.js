import { html } from "lit-html";

import { about } from "./about.js";
import { banner } from "./banner.js";
import { nameDialog } from "./name.js";
import { room } from "./room.js";
import { rooms } from "./rooms.js";
import { welcome } from "./welcome.js";

/** @param {import("../chat.js").Chat} chat */
export function page(chat) {
  return html`
    ${banner(chat)}
    ${chat.name ? html`${rooms(chat)} ${room(chat)} ${about(chat)} ${nameDialog(chat)}` : welcome(chat)}
    <p class="visually-hidden" role="status">${chat.announcement}</p>
  `;
}
