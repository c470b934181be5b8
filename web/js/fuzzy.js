/** Mending typos, for queries that nothing else answers. */
import { Pool } from "./pool.js";
import { equalRange } from "./sorted.js";
import { placeOf, rowOf } from "./tag_index.js";

/** @typedef {import("./tag_index.js").TagIndex} TagIndex */

/** Shorter queries are too much like everything, longer ones are no tags; edits of bytes are edits of letters in ASCII. */
const SHORTEST = 4;
const LONGEST = 60;
/** From this length on two typos are looked for. */
const TWO_TYPOS = 7;
/** Steps of a search for two typos; it stays under a few milliseconds in a million rows. */
const STEPS = 1500;

/**
 * @param {TagIndex} index
 * @param {Uint8Array} sought
 * @param {(row: number) => boolean} wanted
 * @param {number} size
 * @returns {{row: number, text: number}[]} the most used rows with a word start that the query becomes the
 *   beginning of by the fewest edits: a letter more, less, changed, or swapped with the next
 */
export function findTypos(index, sought, wanted, size) {
  if (sought.length < SHORTEST || sought.length > LONGEST || sought.some((byte) => byte >= 0x80)) return [];
  for (const edits of sought.length >= TWO_TYPOS ? [1, 2] : [1]) {
    const walk = new Walk(index, sought, edits === 1 ? Infinity : STEPS);
    walk.from(0, index.starts.length, 0, 0, edits);
    const pool = new Pool(size);
    for (const [from, end] of walk.found) {
      for (let i = from; i < end; i++) {
        const text = index.starts[i] >>> 8;
        const row = rowOf(index, text);
        if (wanted(row)) pool.offer(index.categories[row], row, text);
      }
    }
    const kept = pool.kept();
    if (kept.length > 0) return kept;
  }
  return [];
}

/** A walk through the sorted word starts as if they were a tree of letters. */
class Walk {
  /**
   * @param {TagIndex} index
   * @param {Uint8Array} sought
   * @param {number} steps
   */
  constructor(index, sought, steps) {
    this.index = index;
    this.sought = sought;
    this.steps = steps;
    /** @type {[number, number][]} ranges of word starts */
    this.found = [];
  }

  /**
   * @param {number} start
   * @param {number} end word starts from `start` to here share their first `depth` bytes
   * @param {number} depth
   * @param {number} typed bytes of the query that these stand for
   * @param {number} edits left
   */
  from(start, end, depth, typed, edits) {
    if (start >= end || this.steps-- < 0) return;
    const { sought } = this;
    if (typed === sought.length) {
      this.found.push([start, end]);
      return;
    }
    const byte = sought[typed];
    const next = this.narrow(start, end, depth, byte);
    this.from(next[0], next[1], depth + 1, typed + 1, edits);
    if (edits === 0) return;
    this.from(start, end, depth, typed + 1, edits - 1);
    if (typed + 1 < sought.length) {
      const swapped = this.narrow(start, end, depth, sought[typed + 1]);
      const both = this.narrow(swapped[0], swapped[1], depth + 1, byte);
      this.from(both[0], both[1], depth + 2, typed + 2, edits - 1);
    }
    for (let at = start; at < end; ) {
      const other = this.byteAt(at, depth);
      const [, last] = this.narrow(at, end, depth, other);
      if (other !== 0 && other !== byte) {
        this.from(at, last, depth + 1, typed + 1, edits - 1);
        this.from(at, last, depth + 1, typed, edits - 1);
      }
      at = last;
    }
  }

  /**
   * @param {number} i
   * @param {number} depth
   */
  byteAt(i, depth) {
    return this.index.bytes[placeOf(this.index, this.index.starts[i]) + depth];
  }

  /**
   * @param {number} start
   * @param {number} end
   * @param {number} depth
   * @param {number} byte
   * @returns {[number, number]} the part of the range that goes on with this byte
   */
  narrow(start, end, depth, byte) {
    const [first, last] = equalRange(end - start, (i) => this.byteAt(start + i, depth) - byte);
    return [start + first, start + last];
  }
}
