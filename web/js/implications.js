/** Which tags bring which others with them, as `GET /tag_atelier/implications` sends it. */
import { fold } from "./fold.js";
import { findRow } from "./lookup.js";
import { equalRange } from "./sorted.js";
import { spelling } from "./tag_index.js";

/**
 * Looks like a map from tag to tags, but keeps the numbers of the file and spells out what is asked for.
 * @extends {Map<string, readonly string[]>}
 */
export class Implications extends Map {
  /**
   * @param {import("./tag_index.js").TagIndex} index that the rows are of
   * @param {ArrayBuffer} file pairs of rows, little-endian uint32: the narrow tag, the wide one; in rising order
   */
  constructor(index, file) {
    super();
    this.index = index;
    this.pairs = new Uint32Array(file, 0, file.byteLength >> 2);
  }

  /**
   * @param {string} tag
   * @returns {string[] | undefined}
   */
  get(tag) {
    const row = findRow(this.index, fold(tag));
    if (row === undefined) return undefined;
    const [from, end] = equalRange(this.pairs.length >> 1, (i) => this.pairs[2 * i] - row);
    return Array.from({ length: end - from }, (_, i) => spelling(this.index, this.pairs[2 * (from + i) + 1]));
  }
}
