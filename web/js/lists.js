/** Tag lists in the host's settings: what is active, what other packs have, and the form for a full list. */
import { button, make } from "./elements.js";
import { FullList } from "./full_list.js";
import { say, size } from "./texts.js";

/**
 * @typedef {object} Result
 * @property {string} file
 * @property {number} tags rows taken
 * @property {number} skipped
 * @property {string | null} problem the first
 *
 * @typedef {object} Lists what `GET /tag_atelier/lists` answers
 * @property {number} tags
 * @property {string} fetched the name of the one file that the page stores
 * @property {Result[]} lists the starter list first
 * @property {Result[]} implications
 * @property {{name: string, bytes: number}[]} offered
 *
 * @typedef {(route: string, options?: RequestInit) => Promise<any>} Call asks the server: null where it has
 *   no answer; throws an Error with its refusal
 */

/**
 * @param {Call} call
 * @param {() => Promise<void>} changed called after the lists have changed
 * @param {() => Promise<void>} inLanguage awaited before anything is said
 * @returns {object} for the host's registerExtension
 */
export function listsSetting(call, changed, inLanguage) {
  /** @type {HTMLElement | undefined} */
  let frame;
  /** @type {Panel | undefined} */
  let panel;
  return {
    id: "TagAtelier.Lists.Panel",
    category: ["Tag Atelier", "Tag lists", "Active lists"],
    name: "Active lists",
    defaultValue: null,
    // The host calls this whenever it draws the page. The panel stays: a fetch may be under way in it.
    type() {
      const here = (frame ??= make("div", { className: "tag-atelier-lists" }));
      inLanguage().then(() => {
        panel ??= new Panel(here, call, changed);
        panel.show();
      });
      return here;
    },
  };
}

class Panel {
  #active = make("ul");
  #total = make("p", { className: "quiet" }, say("reading"));
  #offered = make("ul");
  #offers = make(
    "section",
    { hidden: true },
    make("h4", {}, say("offered")),
    make("p", { className: "quiet" }, say("offeredNote")),
    this.#offered,
  );
  #full = new FullList(
    (body, type, note) => this.#store(body, type, note),
    (text, bad) => this.#say(text, bad),
  );
  #message = make("p", { className: "message", role: "status" });
  #shown = false;

  /**
   * @param {HTMLElement} frame
   * @param {Call} call
   * @param {() => Promise<void>} changed
   */
  constructor(frame, call, changed) {
    this.call = call;
    this.changed = changed;
    const ownLists = make("p", { className: "quiet" }, say("ownLists"));
    frame.append(this.#active, this.#total, this.#offers, this.#full.element, this.#message, ownLists);
  }

  /** Shows the lists as they are now. */
  async show() {
    /** @type {Lists | null} */
    const now = await this.call("lists?offered=1").catch(() => null);
    if (!now) return this.#say(say("noAnswer"), true);
    const remove = () => button(say("remove"), () => this.#remove());
    const active = now.lists.map((list, place) => {
      const tags = say("tags", { count: list.tags });
      if (place === 0) return row(say("starter"), tags, list);
      if (list.file !== now.fetched) return row(list.file, tags, list);
      return row(say("fetched", { file: list.file }), tags, list, remove());
    });
    const implied = now.implications.map((list) => row(list.file, say("implications", { count: list.tags }), list));
    this.#active.replaceChildren(...active, ...implied);
    this.#total.textContent = now.lists.length > 1 ? say("total", { count: now.tags }) : "";
    const offered = now.offered.map(({ name, bytes }) =>
      row(name, size(bytes), undefined, button(say("use"), () => this.#use(name))),
    );
    this.#offered.replaceChildren(...offered);
    this.#offers.hidden = offered.length === 0;
    if (!this.#shown && !now.lists.some(({ file }) => file === now.fetched)) this.#full.element.open = true;
    this.#shown = true;
  }

  /**
   * @param {BodyInit} body
   * @param {string} type
   * @param {string} note
   */
  async #store(body, type, note) {
    const stored = await this.#change({ method: "PUT", body, headers: { "Content-Type": type } });
    if (stored) this.#say(say("stored", { count: stored.tags, note }));
  }

  /** @param {string} name of an offered list */
  #use(name) {
    this.#say(say("storing"));
    return this.#store(JSON.stringify({ offered: name }), "application/json", "");
  }

  async #remove() {
    if (await this.#change({ method: "DELETE" })) this.#say(say("removed"));
  }

  /**
   * @param {RequestInit} options
   * @returns {Promise<any>} null, and the reason is said, where nothing was changed
   */
  async #change(options) {
    try {
      const answer = await this.call("list", options);
      if (!answer) throw new Error(say("noAnswer"));
      await Promise.all([this.show(), this.changed()]);
      return answer;
    } catch (error) {
      this.#say(error instanceof Error ? error.message : String(error), true);
      return null;
    }
  }

  /**
   * @param {string} text
   * @param {boolean} [bad]
   */
  #say(text, bad = false) {
    this.#message.textContent = text;
    this.#message.classList.toggle("bad", bad);
  }
}

/**
 * @param {string} name
 * @param {string} figure
 * @param {Result} [result] says what was skipped
 * @param {HTMLElement} [action]
 */
function row(name, figure, result, action) {
  const line = make("li", {}, make("span", { className: "name" }, name), make("span", { className: "figure" }, figure));
  if (action) line.append(action);
  if (result?.skipped || result?.problem) {
    const skipped = result.skipped > 0 && say("skipped", { count: result.skipped });
    line.append(make("p", { className: "problem" }, [skipped, result.problem].filter(Boolean).join("; ")));
  }
  return line;
}
