/** One line of the list, as words and as elements that are used again for the next suggestions. */
import { marks } from "./marks.js";
import { say } from "./texts.js";

/**
 * @typedef {object} Completion
 * @property {string} name as it is shown
 * @property {string} written as it is inserted
 * @property {string} kind general, artist, special, series, character, meta, trained, lora, embedding or wildcard
 * @property {string} [tag] as its list spells it, for what is learned; files have none
 * @property {string} [alias] what matched instead of the name
 * @property {string} [figure] how much used it is
 * @property {boolean} [used] the prompt holds it already
 * @property {string} [wiki] the address of its explanation
 */

/**
 * Kinds that are told; most tags are general, and that goes without saying.
 * @type {readonly import("./texts.js").Key[]}
 */
const TOLD = ["artist", "special", "series", "character", "meta", "trained", "lora", "embedding", "wildcard"];

export class Row {
  /** @param {string} id */
  constructor(id) {
    this.element = element("div", "row");
    this.element.id = id;
    this.element.setAttribute("role", "option");
    this.name = element("span", "name");
    this.alias = element("span", "alias");
    this.label = element("span", "label");
    this.figure = element("span", "figure");
    this.wiki = document.createElement("a");
    this.wiki.className = "wiki";
    this.wiki.textContent = "?";
    this.wiki.target = "_blank";
    this.wiki.rel = "noopener noreferrer";
    this.wiki.tabIndex = -1;
    this.wiki.setAttribute("aria-hidden", "true");
    this.element.append(this.name, this.alias, this.label, this.figure, this.wiki);
  }

  /**
   * @param {Completion} completion
   * @param {string} query
   */
  show({ name, alias, kind, figure, used, wiki }, query) {
    this.element.className = used ? `row used ${kind}` : `row ${kind}`;
    setMarked(this.name, name, alias === undefined ? query : "");
    setMarked(this.alias, alias ?? "", query);
    const told = TOLD.find((each) => each === kind);
    setText(this.label, told ? say(told) : "");
    setText(this.figure, figure ?? "");
    this.wiki.hidden = wiki === undefined;
    if (wiki !== undefined) {
      this.wiki.href = wiki;
      this.wiki.title = say("wiki", { name });
    }
  }
}

/**
 * @param {string} tag
 * @param {string} className
 */
function element(tag, className) {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

/**
 * @param {HTMLElement} target
 * @param {string} text
 */
function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/**
 * @param {HTMLElement} target
 * @param {string} text
 * @param {string} query
 */
function setMarked(target, text, query) {
  /** @type {(string | HTMLElement)[]} */
  const parts = [];
  let last = 0;
  for (const [from, to] of query === "" || text === "" ? [] : marks(text, query)) {
    if (from > last) parts.push(text.slice(last, from));
    const mark = document.createElement("mark");
    mark.textContent = text.slice(from, to);
    parts.push(mark);
    last = to;
  }
  if (last < text.length) parts.push(text.slice(last));
  target.replaceChildren(...parts);
}
