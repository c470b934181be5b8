/** Keeps the list at the caret: unseen before it opens, and frame by frame while it is open. */
import { isBox, otherListOpen } from "./boxes.js";
import { anchorOf } from "./caret.js";
import { place } from "./placement.js";
import { tokenAt } from "./prompt.js";

/** @typedef {{element: HTMLTextAreaElement, start: number, caret: number}} Target the word that the list is about */

/** With less room than this, in the box's pixels, the next letter may take its word to the next line. */
const LETTER = 24;

export class Follower {
  /**
   * @param {import("./popup.js").Popup} popup
   * @param {(element: HTMLTextAreaElement, crowded: boolean) => void} lost called when the list has no place there
   *   any more; `crowded`: another pack's list has come up
   */
  constructor(popup, lost) {
    this.popup = popup;
    this.lost = lost;
    /** @type {Target | null} */
    this.target = null;
    /** What the list was last placed by. */
    this.seen = "";
    this.room = Infinity;
    this.frame = 0;
    this.expecting = false;
    addEventListener("resize", () => (this.seen = ""));
  }

  /**
   * Stay with a word while the canvas moves, the box scrolls or the text wraps. The list is moved in the next frame,
   * before it is painted: to measure costs a layout of the page, and mostly it is there already.
   * @param {Target} target
   */
  follow(target) {
    const { target: before } = this;
    this.target = target;
    if (before?.element !== target.element || before.start !== target.start) this.seen = "";
    if (!before) this.frame = requestAnimationFrame(() => this.#look());
    else if (this.room < LETTER) this.#place(target);
  }

  stop() {
    this.target = null;
    cancelAnimationFrame(this.frame);
  }

  #look() {
    const { target } = this;
    if (!target) return;
    const { element } = target;
    const crowded = otherListOpen();
    if (crowded || !element.isConnected || document.activeElement !== element || !isBox(element)) {
      this.lost(element, crowded);
      return;
    }
    const { left, top, width } = element.getBoundingClientRect();
    const seen = [left, top, width, element.scrollTop, element.value.length].join();
    if (seen !== this.seen) {
      this.seen = seen;
      this.#place(target);
    }
    this.frame = requestAnimationFrame(() => this.#look());
  }

  /** Where a tag is about to begin the list goes unseen: without that its first key would cost the most. */
  expect() {
    if (this.expecting || !this.popup.ready) return;
    this.expecting = true;
    requestAnimationFrame(() => {
      this.expecting = false;
      const element = document.activeElement;
      if (this.target || !isBox(element)) return;
      const { start, query } = tokenAt(element.value, element.selectionStart);
      if (query === "") this.#place({ element, start, caret: start });
    });
  }

  /** @param {Target} target */
  #place({ element, start, caret }) {
    const { popup } = this;
    const anchor = anchorOf(element, start, caret);
    this.room = anchor.room;
    popup.moveTo(place(anchor, popup.size, { width: innerWidth, height: innerHeight }));
  }
}
