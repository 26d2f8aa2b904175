import { html, nothing } from "lit-html";
import { classMap } from "lit-html/directives/class-map.js";
import { styleMap } from "lit-html/directives/style-map.js";

import { hue } from "../format.js";
import { avatar } from "./avatar.js";
import { timestamp } from "./timestamp.js";
/** @import { Chat } from "../chat.js" */
/** @import { Entry, Room } from "../room.js" */

/** @param {Chat} chat @param {Room} room @param {Entry} entry @param {boolean} continued whether the one before is by the same person */
export function message(chat, room, entry, continued) {
  const { name, mine, text, at, fate } = entry;
  return html`
    <li class=${classMap({ message: true, mine, continued, [fate]: true })} style=${styleMap({ "--hue": hue(name) })}>
      ${avatar(name)}
      <div class="bubble">
        ${continued || mine ? hiddenAuthor(name) : html`<span class="author">${name}</span>`}
        <p class="text" dir="auto">${text}</p>
        ${fate === "sending" ? html`<span class="fate">${chat.connected ? "Sending…" : "Waiting…"}</span>` : timestamp(at)}
      </div>
      ${fate === "failed" ? failure(chat, room, entry) : nothing}
    </li>
  `;
}

/**
 * An element of its own: one that left the flow or came back to it would keep browsers from holding what is being
 * read in place (CSS Scroll Anchoring, Suppression Triggers).
 *
 * @param {string} name
 */
function hiddenAuthor(name) {
  return html`<span class="visually-hidden">${name}</span>`;
}

/** @param {Chat} chat @param {Room} room @param {Entry} entry */
function failure(chat, room, entry) {
  return html`
    <p class="failure">
      ${entry.problem}
      <button @click=${() => chat.sendAgain(room, entry)} ?disabled=${!chat.connection.takesMessages}>Send again</button>
      <button @click=${() => chat.discard(room, entry)}>Discard</button>
    </p>
  `;
}
