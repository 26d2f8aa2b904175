import { html } from "lit-html";

import { fullTime, time } from "../format.js";

/** @param {Date} at */
export function timestamp(at) {
  return html`<time datetime=${at.toISOString()} title=${fullTime(at)}>${time(at)}</time>`;
}
