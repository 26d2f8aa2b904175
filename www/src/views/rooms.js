import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";

import { unreadBadge } from "./badge.js";
import { closeButton } from "./bar.js";
import { me } from "./name.js";
/** @import { Chat } from "../chat.js" */
/** @import { Room } from "../room.js" */

/** The rooms: a column, or a drawer where there is no room for one. @param {Chat} chat */
export function rooms(chat) {
  const others = chat.listed.filter(({ name }) => !chat.rooms.get(name)?.joined);
  return html`
    <nav id="rooms" class="side" popover aria-label="Rooms">
      ${closeButton("rooms")}
      <h2 id="joined-heading">Your rooms</h2>
      <ul class="rooms" aria-labelledby="joined-heading">
        ${repeat(chat.joined, ({ name }) => name, (room) => joinedRoom(chat, room))}
      </ul>
      ${chat.connected && others.length > 0 ? html`
        <h2 id="others-heading">Other rooms</h2>
        <ul class="rooms" aria-labelledby="others-heading">
          ${repeat(others, ({ name }) => name, (room) => otherRoom(chat, room))}
        </ul>
      ` : nothing}
      ${newRoom(chat)}
      ${me(chat)}
    </nav>
  `;
}

/** @param {Chat} chat @param {Room} room */
function joinedRoom(chat, room) {
  const listed = chat.connected && chat.listed.find((one) => one.name === room.name);
  return html`
    <li>
      <button class="room" aria-current=${room === chat.active ? "true" : nothing} @click=${() => go(() => chat.enter(room))}>
        <span class="name">${room.name}</span>
        ${unreadBadge(room.unread)}
        ${listed ? members(listed.members) : nothing}
      </button>
    </li>
  `;
}

/** @param {Chat} chat @param {{ name: string, members: number }} room */
function otherRoom(chat, room) {
  return html`
    <li>
      <button class="room" @click=${() => go(() => chat.join(room.name))}>
        <span class="visually-hidden">Join</span>
        <span class="name">${room.name}</span>
        ${members(room.members)}
      </button>
    </li>
  `;
}

/** @param {number} number */
function members(number) {
  return html`<span class="members">${number}<span class="visually-hidden"> ${number === 1 ? "person" : "people"}</span></span>`;
}

/** @param {Chat} chat */
function newRoom(chat) {
  const submit = (event) => {
    event.preventDefault();
    const name = new FormData(event.target).get("room").trim();
    if (!name) return;
    event.target.reset();
    chat.join(name);
  };
  return html`
    <form class="new-room" @submit=${submit}>
      <label for="new-room">New room</label>
      <input id="new-room" name="room" required maxlength="40" autocomplete="off" placeholder="Its name" />
      <button>Create</button>
    </form>
    ${chat.refusal ? html`<p class="refusal" role="alert">${chat.refusal}</p>` : nothing}
  `;
}

/** Acts, and shows the room: a drawer would lie over it. @param {() => void} act */
function go(act) {
  document.querySelector("#rooms").hidePopover();
  act();
}
