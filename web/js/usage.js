/** How often the user took which tag. */

/** Beyond this many tags the least used are forgotten. */
const MOST = 5000;
/** Each costs two microseconds at every key. */
const MOST_WEIGHED = 100;
const SAVE_AFTER_MS = 3000;

export class Usage {
  /** @param {(counts: Record<string, number>) => void} save */
  constructor(save) {
    /** @type {Map<string, number>} */
    this.counts = new Map();
    /** The most used ones, which a search takes into account. */
    this.most = new Map(this.counts);
    this.save = save;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @param {unknown} kept what `save` was once given, or anything else that a file may hold */
  load(kept) {
    if (typeof kept !== "object" || kept === null) return;
    for (const [tag, times] of Object.entries(kept)) {
      if (Number.isFinite(times) && times > 0) this.counts.set(tag, times + (this.counts.get(tag) ?? 0));
    }
    this.#sort();
  }

  /** @param {string} tag */
  add(tag) {
    this.counts.set(tag, (this.counts.get(tag) ?? 0) + 1);
    this.#sort();
    this.#later();
  }

  forget() {
    this.counts.clear();
    this.#sort();
    this.#later(0);
  }

  #sort() {
    const sorted = [...this.counts].sort((a, b) => b[1] - a[1]);
    for (const [tag] of sorted.slice(MOST)) this.counts.delete(tag);
    this.most = new Map(sorted.slice(0, MOST_WEIGHED));
  }

  #later(delay = SAVE_AFTER_MS) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(Object.fromEntries(this.counts)), delay);
  }
}
