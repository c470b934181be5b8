/** Keeping the best few rows of each category while a long range goes by. */

const CATEGORIES = 8;

/**
 * Rows are numbered by popularity, so the lowest numbers are kept. Categories are kept apart because what a prompt
 * already holds moves whole categories up or down afterwards.
 */
export class Pool {
  /** @param {number} size rows kept per category */
  constructor(size) {
    this.size = size;
    this.rows = new Uint32Array(CATEGORIES * size);
    this.texts = new Uint32Array(CATEGORIES * size);
    this.filled = new Uint32Array(CATEGORIES);
    /** The last row kept, once all places are taken; a row beyond it is not. */
    this.limits = new Uint32Array(CATEGORIES).fill(0xffffffff);
  }

  /**
   * @param {number} category
   * @param {number} row
   * @returns {boolean} whether an offer of this row would change nothing
   */
  isFull(category, row) {
    return row > this.limits[category & (CATEGORIES - 1)];
  }

  /**
   * @param {number} category
   * @param {number} row
   * @param {number} text the name or alias that matched; of several the lowest stays, so a name goes first
   */
  offer(category, row, text) {
    const slot = category & (CATEGORIES - 1);
    if (row > this.limits[slot]) return;
    const { rows, texts, size } = this;
    const from = slot * size;
    let at = from + this.filled[slot];
    while (at > from && rows[at - 1] > row) at--;
    if (at > from && rows[at - 1] === row) {
      if (text < texts[at - 1]) texts[at - 1] = text;
      return;
    }
    const end = from + Math.min(this.filled[slot], size - 1);
    rows.copyWithin(at + 1, at, end);
    texts.copyWithin(at + 1, at, end);
    rows[at] = row;
    texts[at] = text;
    if (this.filled[slot] < size) this.filled[slot]++;
    if (this.filled[slot] === size) this.limits[slot] = rows[from + size - 1];
  }

  /** @returns {{row: number, text: number}[]} */
  kept() {
    const kept = [];
    for (let slot = 0; slot < CATEGORIES; slot++) {
      for (let i = 0; i < this.filled[slot]; i++) {
        kept.push({ row: this.rows[slot * this.size + i], text: this.texts[slot * this.size + i] });
      }
    }
    return kept;
  }
}
