// What the browser remembers: your last name for every visit, this tab's name and unsent texts for this one.

/** The name this tab goes by, or "". Two tabs may be two people. */
export const tabName = () => read("sessionStorage", "stompwire.name");

/** The name chosen last in any tab, or "". */
export const lastName = () => read("localStorage", "stompwire.name");

/** @param {string} name */
export function keepName(name) {
  write("sessionStorage", "stompwire.name", name);
  write("localStorage", "stompwire.name", name);
}

/** @param {string} room */
export const draftOf = (room) => read("sessionStorage", `stompwire.draft.${room}`);

/** @param {string} room @param {string} text */
export const keepDraft = (room, text) => write("sessionStorage", `stompwire.draft.${room}`, text);

// A browser that is told to store nothing throws on the first touch: then nothing is remembered.

function read(storage, key) {
  try {
    return window[storage].getItem(key) ?? "";
  } catch {
    return "";
  }
}

function write(storage, key, text) {
  try {
    if (text === "") window[storage].removeItem(key);
    else window[storage].setItem(key, text);
  } catch {
    return;
  }
}
