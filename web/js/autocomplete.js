/** What happens at each key: one set of listeners on the document serves every text box, now and later. */
import { Announcer } from "./aria.js";
import { isBox, otherListOpen } from "./boxes.js";
import { Follower } from "./follower.js";
import { insertion } from "./insertion.js";
import { isComposed, pressed, taken } from "./keys.js";
import { Popup } from "./popup.js";
import { tokenAt } from "./prompt.js";
import { say } from "./texts.js";
import { applyEdit } from "./typing.js";

/** @typedef {import("./host.js").Box} Box */
/** @typedef {import("./completions.js").Offer} Offer */
/** @typedef {import("./rows.js").Completion} Completion */
/** @typedef {import("./settings.js").Options} Options */
/** @typedef {Offer & {box: Box, caret: number}} Session what the open list belongs to */

/**
 * @typedef {object} Surroundings what the controller asks of the rest
 * @property {() => Options} options
 * @property {(target: EventTarget | null | undefined, excluded: string) => Box | null} boxOf
 * @property {(box: Box, asked: boolean) => Offer} offer
 * @property {(name: string) => boolean} knows whether a name is a tag
 * @property {(completion: Completion, options: Options) => Promise<Completion[]>} accepted what to offer next
 * @property {() => void} focused a prompt box has the focus
 */

/** Ways to change a text that are not typing: a list would be in the way. */
const SILENT = /^(?:history|insertFromPaste|insertFromDrop|deleteByCut|deleteByDrag|insertLineBreak)/;

/** After a click the host draws the node anew, which takes all of a frame. */
const CLICK_MS = 100;
/** Another pack's list comes this long after a key; where one does, this one waits for it. */
const OTHERS_MS = 700;

export class Autocomplete {
  /** @param {Surroundings} about */
  constructor(about) {
    this.about = about;
    this.popup = new Popup((number) => this.accept(number));
    this.announcer = new Announcer();
    this.follower = new Follower(this.popup, (element, crowded) => {
      if (crowded) this.shared.add(element);
      this.close();
    });
    /** @type {Session | null} */
    this.session = null;
    /** A box that waits for its first list because the data is still on its way. */
    this.waiting = false;
    this.typing = false;
    /** @type {WeakSet<HTMLTextAreaElement>} Boxes where another pack's list has come up over this one. */
    this.shared = new WeakSet();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.patience = undefined;
    this.#listen();
  }

  #listen() {
    /** @param {string} type @param {(event: any) => void} heard */
    const on = (type, heard) => document.addEventListener(type, heard, true);
    on("focusin", (event) => this.#onFocus(event.composedPath()[0]));
    on("focusout", () => this.#leave());
    on("input", (event) => this.#onInput(event));
    on("keydown", (event) => this.#onKey(event));
    on("compositionstart", () => this.close());
    on("compositionend", (event) => isBox(event.target) && this.complete(event.target));
    on("selectionchange", () => this.#onCaret());
    on("pointerdown", (event) => this.#onPointer(event));
  }

  #leave() {
    this.close();
    this.popup.leave();
  }

  /** @param {EventTarget | undefined} target */
  #onFocus(target) {
    if (!isBox(target)) return;
    this.#leave(); // A box that was taken off the page while it had the focus has not said so.
    setTimeout(() => this.#prepare(target), CLICK_MS);
  }

  /** @param {HTMLTextAreaElement} element */
  #prepare(element) {
    const options = this.about.options();
    if (document.activeElement !== element || !options.enabled) return;
    this.about.focused();
    this.popup.prepare(options.rows);
    this.follower.expect();
  }

  /** @param {InputEvent} event */
  #onInput(event) {
    const target = event.composedPath()[0];
    if (this.typing || event.isComposing || !event.isTrusted) return;
    clearTimeout(this.patience);
    if (!isBox(target) || SILENT.test(event.inputType)) this.close();
    else if (this.session || !this.shared.has(target)) this.complete(target);
    // More than a letter at once is what the other list has put there.
    else if (event.data?.length === 1) this.patience = setTimeout(() => this.complete(target), OTHERS_MS);
  }

  /** @param {PointerEvent} event */
  #onPointer(event) {
    if (!this.session || !(event.target instanceof Node)) return;
    if (event.target !== this.session.box.element && !this.popup.element.contains(event.target)) this.close();
  }

  /** A caret that leaves the word takes the list with it; data that arrives late brings it. */
  #onCaret() {
    const { session } = this;
    if (this.typing) return;
    if (!session) {
      this.follower.expect();
      return;
    }
    const { element } = session.box;
    const caret = element.selectionStart;
    if (caret === session.caret && element.selectionEnd === caret) return;
    const inside = element.selectionEnd === caret && tokenAt(element.value, caret).start === session.token.start;
    if (inside && caret > session.token.start) this.complete(element);
    else this.close();
  }

  /** Data has arrived that was missing when the user typed. */
  refresh() {
    const element = document.activeElement;
    if (this.waiting && isBox(element)) this.complete(element);
  }

  /**
   * Show what could stand at the caret, or nothing.
   * @param {HTMLTextAreaElement} element
   * @param {boolean} [asked] by a command, so the list opens even where typing would not open it
   */
  complete(element, asked = false) {
    const options = this.about.options();
    const box = options.enabled || asked ? this.#boxOf(element, options) : null;
    const ready = document.activeElement === element && element.selectionStart === element.selectionEnd;
    if (!box || !ready) {
      this.close();
      return;
    }
    const offer = this.about.offer(box, asked);
    this.waiting = offer.completions.length === 0;
    // While the list is open, its follower looks out for others.
    if (this.waiting || isDone(offer) || (!this.session && otherListOpen())) this.close();
    else this.#show(box, offer);
  }

  /**
   * @param {HTMLTextAreaElement} element
   * @param {Options} options
   */
  #boxOf(element, options) {
    const known = this.session?.box;
    const same = known?.element === element && isBox(element);
    const box = same ? known : this.about.boxOf(element, options.excluded);
    return box && (options.where === "all" || box.own) ? box : null;
  }

  /**
   * @param {Box} box
   * @param {Offer} offer
   */
  #show(box, offer) {
    const { element } = box;
    const caret = element.selectionStart;
    this.session = { ...offer, box, caret };
    this.follower.follow({ element, start: offer.token.start, caret });
    this.popup.show(offer.completions, offer.query);
    this.#announce();
  }

  #announce() {
    const { session, popup } = this;
    if (!session) return;
    const { name, alias, figure } = session.completions[popup.active];
    const place = say("place", { number: popup.active + 1, count: session.completions.length });
    const words = [name, alias && say("alias", { alias }), figure, place].filter(Boolean).join(", ");
    this.announcer.open(session.box.element, popup.activeId, words);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    clearTimeout(this.patience);
    if (isComposed(event) || !isBox(event.composedPath()[0])) return;
    if (this.session && this.#listKey(event, this.about.options())) taken(event);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Options} options
   * @returns {boolean} whether the key was meant for the list
   */
  #listKey(event, options) {
    if (pressed(event, options.accept)) this.accept(this.popup.active);
    else if (pressed(event, options.down)) this.#step(1);
    else if (pressed(event, options.up)) this.#step(-1);
    else if (pressed(event, "PageDown")) this.#step(10, true);
    else if (pressed(event, "PageUp")) this.#step(-10, true);
    else if (pressed(event, options.close)) this.close();
    else return false;
    return true;
  }

  /**
   * @param {number} by
   * @param {boolean} [stops] at the ends instead of going round
   */
  #step(by, stops = false) {
    const count = this.session?.completions.length ?? 1;
    const next = this.popup.active + by;
    this.popup.choose(stops ? Math.min(Math.max(next, 0), count - 1) : (next + count) % count);
    this.#announce();
  }

  /**
   * Change the text of a box without opening a list for it.
   * @param {HTMLTextAreaElement} element
   * @param {Parameters<typeof applyEdit>[1]} edit
   */
  edit(element, edit) {
    this.close();
    this.typing = true;
    try {
      applyEdit(element, edit);
    } finally {
      this.typing = false;
    }
  }

  /** @param {number} number of a row of the open list */
  accept(number) {
    const { session } = this;
    if (!session) return;
    const { box, token, completions } = session;
    const completion = completions[number];
    const options = this.about.options();
    const { element } = box;
    const manner = { comma: options.comma, knows: this.about.knows };
    const edit = insertion(element.value, element.selectionStart, token, completion.written, manner);
    this.edit(element, edit);
    this.about.accepted(completion, options).then((next) => {
      const still = document.activeElement === element && element.selectionStart === edit.caret && !this.session;
      if (!still) return;
      const here = tokenAt(element.value, edit.caret);
      if (next.length > 0) this.#show(box, { token: { ...here, start: edit.caret }, query: "", completions: next });
      else if (options.next) this.complete(element);
    });
  }

  close() {
    if (!this.session) return;
    this.session = null;
    this.follower.stop();
    this.popup.hide();
    this.announcer.close();
  }
}

/**
 * Whether the only suggestion is what stands there already.
 * @param {Offer} offer
 */
function isDone({ query, completions }) {
  return completions.length === 1 && (completions[0].written === query || completions[0].name === query);
}
