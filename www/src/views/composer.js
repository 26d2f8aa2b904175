import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { ref } from "lit-html/directives/ref.js";
/** @import { Chat } from "../chat.js" */
/** @import { Room } from "../room.js" */

/** @param {Chat} chat @param {Room} room */
export function composer(chat, room) {
  const submit = (event) => {
    event.preventDefault();
    chat.say(room);
  };
  const keydown = (event) => {
    if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    chat.say(room);
  };
  return html`
    <form class="composer" @submit=${submit}>
      ${room.refusal ? html`<p id="refusal" class="refusal" role="alert">${room.refusal}</p>` : nothing}
      <div class="field">
        <textarea name="text" rows="1" autocomplete="off" enterkeyhint="send" dir="auto" ${ref(takeFocus)}
          aria-label=${`Message to ${room.name}`} aria-describedby="keys" placeholder=${`Message ${room.name}`}
          .value=${live(room.draft)} @input=${(event) => chat.write(room, event.target.value)} @keydown=${keydown}></textarea>
        <button class="primary">Send</button>
      </div>
      <p id="keys" class="keys"><kbd>Enter</kbd> sends, <kbd>Shift</kbd> <kbd>Enter</kbd> starts a new line, <kbd>Alt</kbd> <kbd>↑</kbd> <kbd>↓</kbd> change rooms.</p>
    </form>
  `;
}

/**
 * Whether this key ends the composition of a character, and is not yet the one that sends. Safari ends it before it
 * tells of the key, and leaves only the number by which browsers mark such keys.
 *
 * @param {KeyboardEvent} event
 */
function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}

/** Typing can start when a room is shown, unless that would call up a keyboard over it. @param {HTMLElement | undefined} field */
function takeFocus(field) {
  if (field && matchMedia("(pointer: fine)").matches) queueMicrotask(() => field.focus());
}
