import { html } from "lit-html";

import { avatar } from "./avatar.js";

/**
 * The form that asks for a name. A page shows it once at a time.
 *
 * @param {{ name: string, label: string, choose: (name: string) => void }} options
 */
export function nameForm({ name, label, choose }) {
  const submit = (event) => {
    event.preventDefault();
    const chosen = new FormData(event.target).get("name").trim();
    if (chosen) choose(chosen);
  };
  return html`
    <form class="name-form" @submit=${submit}>
      <label for="name">Your name</label>
      <input id="name" name="name" .value=${name} required maxlength="40" pattern=".*\\S.*" title="Some letters"
        autocomplete="nickname" autofocus @focus=${(event) => event.target.select()} />
      <button class="primary">${label}</button>
    </form>
  `;
}

/** Who I am, and the way to change it. @param {import("../chat.js").Chat} chat */
export function me({ me }) {
  return html`
    <div class="me">
      ${avatar(me)}
      <p>
        <span class="name">${me}</span>
        <button class="quiet" aria-haspopup="dialog" @click=${() => dialog().showModal()}>Change name</button>
      </p>
    </div>
  `;
}

/** @param {import("../chat.js").Chat} chat */
export function nameDialog(chat) {
  const choose = (name) => {
    dialog().close();
    if (name !== chat.name) chat.enterAs(name);
  };
  return html`
    <dialog id="name-dialog" aria-labelledby="name-heading" closedby="any">
      <h2 id="name-heading">Another name</h2>
      <p>You leave your rooms and come back to them under the new name.</p>
      ${nameForm({ name: chat.name, label: "Change name", choose })}
      <button class="quiet" @click=${() => dialog().close()}>Cancel</button>
    </dialog>
  `;
}

/** @returns {HTMLDialogElement} */
function dialog() {
  return document.querySelector("#name-dialog");
}
