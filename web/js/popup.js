/** The list of suggestions: one element in the browser's top layer, over dialogs and outside of the canvas. */
import { Row } from "./rows.js";
import { say } from "./texts.js";

/** @typedef {import("./rows.js").Completion} Completion */

export const LIST_ID = "tag-atelier-list";
const ROW_HEIGHT = 26;
const ROWS_SEEN = 10;
/** One padding and the borders: the rows end exactly where the list does, so that no sliver of the next one shows. */
const FRAME = 6;
const WIDTH = 380;
/** A pause in typing, after which the rows that nobody sees yet are written too. */
const PAUSE_MS = 150;

export class Popup {
  /** @param {(number: number) => void} accept called with the number of the row that was clicked */
  constructor(accept) {
    this.element = document.createElement("div");
    this.element.id = LIST_ID;
    this.element.className = "tag-atelier-list";
    this.element.popover = "manual";
    this.element.setAttribute("role", "listbox");
    /** @type {Row[]} */
    this.rows = [];
    this.active = 0;
    this.open = false;
    this.scrolled = false;
    /** @type {readonly Completion[]} */
    this.completions = [];
    this.query = "";
    /** Rows that show their completion; those below the fold come later. */
    this.written = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.#listen(accept);
    document.body.append(this.element);
  }

  /** @param {(number: number) => void} accept */
  #listen(accept) {
    // The classic canvas takes the focus from its text boxes at any mousedown that reaches the document.
    for (const type of ["pointerdown", "mousedown"]) {
      this.element.addEventListener(type, (event) => {
        event.preventDefault();
        event.stopPropagation();
      });
    }
    this.element.addEventListener("wheel", (event) => event.stopPropagation(), { passive: true });
    this.element.addEventListener("scroll", () => (this.scrolled = this.element.scrollTop > 0), { passive: true });
    this.element.addEventListener("click", (event) => {
      event.stopPropagation();
      if (!(event.target instanceof Element) || event.target.closest(".wiki")) return;
      const row = event.target.closest(".row");
      const number = this.rows.findIndex(({ element }) => element === row);
      if (number >= 0) accept(number);
    });
  }

  /** Whether it stands in the top layer, seen or unseen. */
  get ready() {
    return this.element.matches(":popover-open");
  }

  /**
   * Stand ready, unseen: to enter the top layer costs as much as all the rest of a key.
   * @param {number} count of rows
   */
  prepare(count) {
    if (!this.ready) this.element.showPopover();
    while (this.rows.length < count) {
      const row = new Row(`${LIST_ID}-${this.rows.length}`);
      this.rows.push(row);
      this.element.append(row.element);
    }
  }

  /**
   * @param {readonly Completion[]} completions
   * @param {string} query whose letters are marked
   */
  show(completions, query) {
    this.prepare(completions.length);
    this.rows.forEach(({ element }, number) => (element.hidden = number >= completions.length));
    this.completions = completions;
    this.query = query;
    this.written = 0;
    this.#write(ROWS_SEEN);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#write(), PAUSE_MS);
    if (!this.open) this.element.setAttribute("aria-label", say("suggestions"));
    this.open = true;
    this.element.classList.add("open");
    this.choose(0);
  }

  /** @param {number} [count] of rows from the first on; all of them by default */
  #write(count = Infinity) {
    const end = Math.min(count, this.completions.length);
    for (; this.written < end; this.written++) this.rows[this.written].show(this.completions[this.written], this.query);
  }

  /** @param {number} number */
  choose(number) {
    if (number >= this.written) this.#write();
    this.rows[this.active]?.element.setAttribute("aria-selected", "false");
    this.active = number;
    const { element } = this.rows[number];
    element.setAttribute("aria-selected", "true");
    // To scroll costs a layout of the whole page, so not at every key.
    if (number > 0 || this.scrolled) element.scrollIntoView({ block: "nearest" });
  }

  /** @returns {string} the id of the chosen row */
  get activeId() {
    return this.rows[this.active].element.id;
  }

  /** @returns {import("./placement.js").Size} */
  get size() {
    return { width: Math.min(WIDTH, innerWidth - 16), height: ROWS_SEEN * ROW_HEIGHT + FRAME };
  }

  /** @param {import("./placement.js").Spot} spot */
  moveTo({ left, top, bottom, room }) {
    const { style } = this.element;
    style.width = `${this.size.width}px`;
    style.maxHeight = `${room}px`;
    style.left = `${left}px`;
    style.top = top === undefined ? "auto" : `${top}px`;
    style.bottom = bottom === undefined ? "auto" : `${bottom}px`;
  }

  hide() {
    clearTimeout(this.timer);
    this.open = false;
    this.element.classList.remove("open");
  }

  /** Out of the top layer, so that the next time it stands over whatever has been opened since. */
  leave() {
    this.hide();
    if (this.ready) this.element.hidePopover();
  }
}
