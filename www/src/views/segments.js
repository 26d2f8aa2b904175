import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";

/**
 * A choice of one, side by side.
 *
 * @template Value
 * @param {object} options
 * @param {string} options.name of this group, unlike any other in the page
 * @param {string} options.legend
 * @param {[value: Value, label: string][]} options.choices
 * @param {Value | undefined} options.chosen undefined where that is not known: then nothing can be chosen
 * @param {(value: Value) => void} options.choose
 */
export function segments({ name, legend, choices, chosen, choose }) {
  return html`
    <fieldset ?disabled=${chosen === undefined}>
      <legend>${legend}</legend>
      <div class="segments">
        ${choices.map(([value, label]) => html`
          <label>
            <input type="radio" name=${name} .checked=${live(value === chosen)} @change=${() => choose(value)} />
            ${label}
          </label>
        `)}
      </div>
    </fieldset>
  `;
}
