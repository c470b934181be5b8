/** Where a character of a text box stands in the window. Browsers do not tell; a copy of the box in a div does. */

/** Everything that moves letters. */
const COPIED = [
  "borderTopWidth",
  "borderRightWidth",
  "borderBottomWidth",
  "borderLeftWidth",
  "paddingTop",
  "paddingRight",
  "paddingBottom",
  "paddingLeft",
  "fontStyle",
  "fontVariant",
  "fontWeight",
  "fontStretch",
  "fontSize",
  "fontFamily",
  "lineHeight",
  "letterSpacing",
  "wordSpacing",
  "textAlign",
  "textIndent",
  "textTransform",
  "tabSize",
  "direction",
];

/** Characters behind the caret that can still pull its word to the next line. */
const WORD = 60;

/** @type {HTMLDivElement | undefined} */
let mirror;
/** What the mirror was last dressed for, since dressing it costs more than measuring. */
let dressedFor = "";
/** @type {HTMLTextAreaElement | undefined} */
let dressedAs;

/**
 * Costs one layout of the page, so it is for when the list opens or moves, not for every key.
 * @param {HTMLTextAreaElement} box
 * @param {number} start of a word
 * @param {number} caret in it or behind it
 * @returns {import("./placement.js").Anchor & {room: number}} the caret's line, from the word's beginning; the canvas's
 *   scale is included. `room` is what the line still has, in the box's own pixels
 */
export function anchorOf(box, start, caret) {
  const copy = (mirror ??= makeMirror());
  const style = getComputedStyle(box);
  dress(copy, box, style);
  const word = document.createElement("span");
  const rest = document.createElement("span");
  word.textContent = box.value.slice(start, caret);
  rest.textContent = box.value.slice(caret, caret + WORD) || ".";
  copy.replaceChildren(box.value.slice(0, start), word, rest);
  const rect = box.getBoundingClientRect();
  const scale = box.offsetWidth > 0 ? rect.width / box.offsetWidth : 1;
  const line = parseFloat(style.lineHeight) || parseFloat(style.fontSize) * 1.25;
  const wraps = rest.offsetTop !== word.offsetTop && word.offsetHeight > line * 1.5;
  const x = (wraps ? parseFloat(style.paddingLeft) : word.offsetLeft) + box.clientLeft - box.scrollLeft;
  const y = rest.offsetTop + box.clientTop - box.scrollTop;
  // A line scrolled out of the box is sought at its edge.
  const top = Math.min(Math.max(rect.top + y * scale, rect.top), rect.bottom);
  const bottom = Math.min(Math.max(rect.top + (y + line) * scale, rect.top), rect.bottom);
  const room = box.clientWidth - parseFloat(style.paddingRight) - rest.offsetLeft;
  return { left: Math.min(rect.left + x * scale, rect.right), top, bottom, room };
}

/**
 * @param {HTMLDivElement} copy
 * @param {HTMLTextAreaElement} box
 * @param {CSSStyleDeclaration} style
 */
function dress(copy, box, style) {
  const looks = `${box.clientWidth} ${style.font} ${style.padding} ${style.letterSpacing}`;
  if (dressedAs === box && dressedFor === looks) return;
  dressedAs = box;
  dressedFor = looks;
  for (const name of COPIED) Reflect.set(copy.style, name, Reflect.get(style, name));
  // The scroll bar takes room from the text.
  copy.style.width = `${box.clientWidth + parseFloat(style.borderLeftWidth) + parseFloat(style.borderRightWidth)}px`;
}

function makeMirror() {
  const made = document.createElement("div");
  made.className = "tag-atelier-mirror";
  made.setAttribute("aria-hidden", "true");
  document.body.append(made);
  return made;
}
