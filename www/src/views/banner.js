import { html, nothing } from "lit-html";

import logo from "../logo.svg";
import { STATES } from "./words.js";

/** @param {import("../chat.js").Chat} chat */
export function banner({ name, connection }) {
  return html`
    <header class="banner">
      <img class="logo" src=${logo} alt="" width="32" height="32" />
      <h1>stompwire</h1>
      <p class="tagline">One STOMP client for the browser: a Rust core behind a small JavaScript API.</p>
      <code class="install">npm install stompwire</code>
      ${name ? html`<p class="state" data-state=${connection.state}>${STATES[connection.state]}</p>` : nothing}
    </header>
  `;
}
