/** Keys as the user names them in the settings: `Tab`, `Enter`, `Ctrl+ArrowUp`, several with commas between. */

/**
 * @typedef {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} Press
 */

/** What people call keys, and what the browser does. */
const NAMES = new Map(
  Object.entries({
    up: "arrowup",
    down: "arrowdown",
    left: "arrowleft",
    right: "arrowright",
    esc: "escape",
    return: "enter",
    space: " ",
    cmd: "ctrl",
    control: "ctrl",
    meta: "ctrl",
    option: "alt",
  }),
);

/**
 * Cmd stands for Ctrl, as on a Mac. A key that is not named with a modifier is not meant with one.
 * @param {Press} press
 * @param {string} keys
 */
export function pressed(press, keys) {
  return keys.split(",").some((chord) => {
    const parts = chord.trim().toLowerCase().split(/\s*\+\s*/).map((part) => NAMES.get(part) ?? part);
    return (
      parts.at(-1) === press.key.toLowerCase() &&
      parts.includes("ctrl") === (press.ctrlKey || press.metaKey) &&
      parts.includes("alt") === press.altKey &&
      parts.includes("shift") === press.shiftKey
    );
  });
}

/**
 * @param {KeyboardEvent} event
 * @returns {boolean} whether an input method takes the key; 229 is what browsers report for such keys
 */
export function isComposed(event) {
  return event.isComposing || event.keyCode === 229;
}

/**
 * Keep the key from the page and from everybody else who listens.
 * @param {KeyboardEvent} event
 */
export function taken(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
