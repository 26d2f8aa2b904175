import { render } from "lit-html";

import { Chat } from "./chat.js";
import "./count-down.js";
import "./following-log.js";
import { pageTitle } from "./format.js";
import { page } from "./views/page.js";

const chat = new Chat();
let due = false;

chat.addEventListener("change", redraw);
// What the page advises depends on it.
for (const type of ["online", "offline"]) addEventListener(type, redraw);

function redraw() {
  if (due) return;
  due = true;
  // No animation frame: a hidden page gets none, and its title still counts what is unread.
  setTimeout(draw);
}

function draw() {
  due = false;
  render(page(chat), document.body);
  document.title = pageTitle(chat);
}

document.addEventListener("visibilitychange", () => chat.show(!document.hidden));

document.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  chat.enterNeighbour(event.key === "ArrowDown" ? 1 : -1);
});

addEventListener("beforeunload", (event) => {
  if (chat.hasUnsent) event.preventDefault();
});

// A drawer that is open while the window grows would lie over the column that it has become.
for (const width of ["48rem", "68rem"]) {
  matchMedia(`(width >= ${width})`).addEventListener("change", () => {
    for (const drawer of document.querySelectorAll(":popover-open")) drawer.hidePopover();
  });
}

draw();
chat.start();
