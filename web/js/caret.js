/** Where a character of a text box stands in the window. Browsers do not tell; a copy of the box in a div does. */

/** Everything that moves letters. */
const COPIED = [
  "boxSizing",
  "width",
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

/** @type {HTMLDivElement | undefined} */
let mirror;

/**
 * @param {HTMLTextAreaElement} box
 * @param {number} position
 * @returns {import("./placement.js").Anchor} the scale of the canvas included
 */
export function anchorOf(box, position) {
  const copy = (mirror ??= makeMirror());
  const style = getComputedStyle(box);
  for (const name of COPIED) Reflect.set(copy.style, name, Reflect.get(style, name));
  // The scroll bar takes room from the text.
  copy.style.width = `${box.clientWidth + parseFloat(style.borderLeftWidth) + parseFloat(style.borderRightWidth)}px`;
  copy.style.boxSizing = "border-box";
  const mark = document.createElement("span");
  mark.textContent = box.value.slice(position) || ".";
  copy.replaceChildren(box.value.slice(0, position), mark);
  const rect = box.getBoundingClientRect();
  const scale = box.offsetWidth > 0 ? rect.width / box.offsetWidth : 1;
  const line = parseFloat(style.lineHeight) || parseFloat(style.fontSize) * 1.25;
  const x = mark.offsetLeft - box.scrollLeft + parseFloat(style.borderLeftWidth);
  const y = mark.offsetTop - box.scrollTop + parseFloat(style.borderTopWidth);
  copy.replaceChildren();
  // A line scrolled out of the box is sought at its edge.
  const top = Math.min(Math.max(rect.top + y * scale, rect.top), rect.bottom);
  const bottom = Math.min(Math.max(rect.top + (y + line) * scale, rect.top), rect.bottom);
  return { left: Math.min(rect.left + x * scale, rect.right), top, bottom };
}

function makeMirror() {
  const made = document.createElement("div");
  made.className = "tag-atelier-mirror";
  made.setAttribute("aria-hidden", "true");
  document.body.append(made);
  return made;
}
