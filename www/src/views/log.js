import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";

import { count, day, missed } from "../format.js";
import { message } from "./message.js";
import { timestamp } from "./timestamp.js";
/** @import { Chat } from "../chat.js" */
/** @import { Entry, Room } from "../room.js" */

/** Messages of one person this close together are shown as one. */
const PAUSE_MS = 5 * 60_000;

/** What has happened in a room. @param {Chat} chat @param {Room} room */
export function log(chat, room) {
  return html`
    <div class="log">
      <following-log role="log" tabindex="0" aria-label=${`Messages in ${room.name}`} .following=${live(chat.following)}
        @followchange=${(event) => chat.follow(event.target.following)}>
        <ol>
          ${repeat(room.entries, ({ key }) => key, (entry, index) => row(chat, room, entry, room.entries[index - 1]))}
        </ol>
        ${room.entries.some(({ kind }) => kind === "message") ? nothing : hint()}
      </following-log>
      ${room.unread > 0 && !chat.following ? html`
        <button class="pill" @click=${() => chat.follow(true)}>${count(room.unread, "new message")} <span aria-hidden="true">↓</span></button>
      ` : nothing}
    </div>
  `;
}

/** @param {Chat} chat @param {Room} room @param {Entry} entry @param {Entry | undefined} before */
function row(chat, room, entry, before) {
  const date = day(entry.at);
  const newDay = !before || day(before.at) !== date;
  const firstUnread = entry === room.firstUnread;
  const continued = !newDay && !firstUnread && continues(entry, before);
  return html`
    ${newDay ? html`<li class="divider"><span>${date}</span></li>` : nothing}
    ${firstUnread ? html`<li class="divider new"><span>New messages</span></li>` : nothing}
    ${entry.kind === "message" ? message(chat, room, entry, continued) : event(entry)}
  `;
}

/** @param {Entry} entry @param {Entry} before */
function continues(entry, before) {
  const pause = entry.at.getTime() - before.at.getTime();
  return before.kind === entry.kind && before.name === entry.name && pause < PAUSE_MS;
}

/** @param {Entry} entry */
function event({ kind, name, mine, at, gapMs }) {
  return html`<li class="event">${EVENTS[kind](mine ? "You" : name, gapMs)} ${timestamp(at)}</li>`;
}

/** @type {Record<string, (who: string, gapMs: number | null) => string>} */
const EVENTS = {
  joined: (who) => `${who} joined`,
  left: (who) => `${who} left`,
  lost: (_who, gapMs) => `You were disconnected. ${missed(gapMs) || "What is said until you are back is missing here."}`,
};

function hint() {
  return html`
    <p class="empty">
      Nobody has said anything yet. Say hello, or
      <a href="/" target="_blank">open a second window</a> and answer yourself.
    </p>
  `;
}
