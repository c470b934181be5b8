/** Changing a text box the way typing does, so that undo, both renderers and other packs notice. */

/**
 * One step for undo. `execCommand` is the only call that keeps the browser's undo history; where it is refused the
 * text is set and the host told.
 * @param {HTMLTextAreaElement} box
 * @param {import("./insertion.js").Edit & {select?: [number, number]}} edit
 */
export function applyEdit(box, { start, end, text, caret, select = [caret, caret] }) {
  box.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) {
    box.setRangeText(text, start, end, "end");
    box.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: text }));
  }
  box.setSelectionRange(...select);
}
