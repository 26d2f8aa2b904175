import { html } from "lit-html";
import { styleMap } from "lit-html/directives/style-map.js";

import { hue, initials } from "../format.js";

/** A picture beside a name, which says nothing that the name does not. @param {string} name */
export function avatar(name) {
  return html`<span class="avatar" style=${styleMap({ "--hue": hue(name) })} aria-hidden="true">${initials(name)}</span>`;
}
