/** How often the user took which tag. */

/** Beyond this many tags the least used are forgotten. */
const MOST = 5000;
const SAVE_AFTER_MS = 3000;

export class Usage {
  /** @param {(counts: Record<string, number>) => void} save */
  constructor(save) {
    /** @type {Map<string, number>} */
    this.counts = new Map();
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
  }

  /** @param {string} tag */
  add(tag) {
    this.counts.set(tag, (this.counts.get(tag) ?? 0) + 1);
    if (this.counts.size > MOST) {
      const least = [...this.counts].sort((a, b) => a[1] - b[1]).slice(0, MOST / 10);
      for (const [forgotten] of least) this.counts.delete(forgotten);
    }
    this.#later();
  }

  forget() {
    this.counts.clear();
    this.#later(0);
  }

  #later(delay = SAVE_AFTER_MS) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(Object.fromEntries(this.counts)), delay);
  }
}
