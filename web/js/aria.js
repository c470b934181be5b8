/** Making a text box a combobox for screen readers while its list is open, and putting everything back. */
import { LIST_ID } from "./popup.js";

const WHILE_OPEN = {
  role: "combobox",
  "aria-autocomplete": "list",
  "aria-haspopup": "listbox",
  "aria-expanded": "true",
  "aria-controls": LIST_ID,
  "aria-activedescendant": "",
};

export class Announcer {
  constructor() {
    /** @type {HTMLTextAreaElement | undefined} */
    this.box = undefined;
    /** @type {Map<string, string | null>} */
    this.before = new Map();
    this.voice = document.createElement("div");
    this.voice.className = "tag-atelier-voice";
    this.voice.setAttribute("role", "status");
    document.body.append(this.voice);
  }

  /**
   * @param {HTMLTextAreaElement} box
   * @param {string} activeId of the chosen option
   * @param {string} words what to say about it
   */
  open(box, activeId, words) {
    if (this.box !== box) {
      this.close();
      this.box = box;
      for (const [name, value] of Object.entries(WHILE_OPEN)) {
        this.before.set(name, box.getAttribute(name));
        box.setAttribute(name, value);
      }
    }
    if (box.getAttribute("aria-activedescendant") !== activeId) box.setAttribute("aria-activedescendant", activeId);
    if (this.voice.textContent !== words) this.voice.textContent = words;
  }

  close() {
    for (const [name, value] of this.before) {
      if (value === null) this.box?.removeAttribute(name);
      else this.box?.setAttribute(name, value);
    }
    this.before.clear();
    this.box = undefined;
    this.voice.textContent = "";
  }
}
