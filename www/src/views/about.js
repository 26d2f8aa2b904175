import { html, nothing } from "lit-html";

import { closeButton } from "./bar.js";
import { details } from "./details.js";
import { members } from "./members.js";
import { transport } from "./transport.js";

/** Panels about the room and the connection: a column, or a drawer. @param {import("../chat.js").Chat} chat */
export function about(chat) {
  return html`
    <aside id="about" class="side" popover aria-label="People and connection">
      ${closeButton("about")}
      ${transport(chat)}
      ${chat.active ? members(chat) : nothing}
      ${details(chat)}
    </aside>
  `;
}
