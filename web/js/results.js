/** What a search tells about a tag. */
import { spelling } from "./tag_index.js";

/**
 * @typedef {object} Result
 * @property {string} tag as its list spells it
 * @property {number} category Danbooru's number; 2 is a special tag
 * @property {number} count posts; 0 where they are unknown
 * @property {number} [tier] 1 (seldom) to 5 (everywhere), where only that is known
 * @property {string} [alias] the alias that matched, when the name did not
 * @property {boolean} [used] the prompt holds it already
 */

/**
 * @param {import("./tag_index.js").TagIndex} index
 * @param {{row: number, text?: number, name?: string, used?: boolean}} hit
 * @returns {Result}
 */
export function describe(index, { row, text = row, name, used }) {
  /** @type {Result} */
  const result =
    name !== undefined
      ? { tag: name, category: 2, count: 0 }
      : { tag: spelling(index, row), category: index.categories[row], count: Math.max(index.counts[row], 0) };
  if (name === undefined && index.counts[row] < 0) result.tier = -index.counts[row];
  if (name === undefined && text !== row) result.alias = spelling(index, text);
  if (used) result.used = true;
  return result;
}
