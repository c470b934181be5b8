/**
 * The index that searches run on: typed arrays over folded UTF-8, no string per tag.
 *
 * A text is a name or an alias. Texts are numbered: first every row's name, the most used row first, so that a
 * row's number is also its rank; then the aliases in the order of their rows.
 */
import { startsWord } from "./fold.js";
import { sortedByInitials } from "./initials.js";
import { lowerBound } from "./sorted.js";

/**
 * @typedef {object} Columns what the index file holds
 * @property {number} rows
 * @property {Uint8Array} bytes the folded texts in UTF-8, each ended by a NUL
 * @property {Uint32Array} aliasRows the row of each alias
 * @property {Int32Array} counts per row the post count, or the popularity tier as a negative number
 * @property {Uint8Array} categories per row, Danbooru's numbers; 2 is a special tag
 * @property {Uint32Array} starts every word start in byte order of what follows: text << 8 | number of the word
 * @property {string} separator what stands for a space in the list's own spelling
 * @property {Uint32Array} oddTexts ascending, the texts whose own spelling is not the folded one with separators
 * @property {Uint8Array} oddBytes their own spelling, each ended by a NUL
 */
/**
 * @typedef {object} Derived what is cheaper to compute than to send
 * @property {Uint32Array} offsets where each text begins in `bytes`, and the end of the last
 * @property {Uint32Array} oddOffsets the same for `oddBytes`
 * @property {Uint32Array} names all rows in byte order of their names
 * @property {Uint32Array} byInitials all rows in the order of the first letters of their words
 */
/** @typedef {Columns & Derived} TagIndex */

const decoder = new TextDecoder();

/**
 * @param {Columns} columns
 * @returns {TagIndex}
 * @throws {Error} when there are fewer texts than announced
 */
export function completeIndex(columns) {
  const { rows, aliasRows, bytes, starts, oddTexts, oddBytes } = columns;
  const offsets = textOffsets(bytes, rows + aliasRows.length);
  const oddOffsets = textOffsets(oddBytes, oddTexts.length);
  if (offsets[rows + aliasRows.length] !== bytes.length || oddOffsets[oddTexts.length] !== oddBytes.length) {
    throw new Error(`tag index: ${bytes.length} bytes do not hold ${rows + aliasRows.length} texts`);
  }
  const byInitials = sortedByInitials(bytes, offsets, rows);
  return { ...columns, offsets, oddOffsets, names: sortedNames(starts, rows), byInitials };
}

/**
 * @param {Uint8Array} bytes
 * @param {number} texts
 */
function textOffsets(bytes, texts) {
  const offsets = new Uint32Array(texts + 1);
  let end = 0;
  for (let text = 1; text <= texts; text++) {
    while (bytes[end] > 0) end++;
    offsets[text] = ++end;
  }
  return offsets;
}

/**
 * @param {Uint32Array} starts
 * @param {number} rows
 */
function sortedNames(starts, rows) {
  const names = new Uint32Array(rows);
  let filled = 0;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i];
    if ((start & 255) === 0 && start >>> 8 < rows) names[filled++] = start >>> 8;
  }
  return names;
}

/**
 * @param {TagIndex} index
 * @param {number} text
 * @returns {number} its row
 */
export function rowOf(index, text) {
  return text < index.rows ? text : index.aliasRows[text - index.rows];
}

/**
 * @param {TagIndex} index
 * @param {number} text
 * @returns {string} the text as its list spells it
 */
export function spelling(index, text) {
  const odd = lowerBound(index.oddTexts, text);
  if (index.oddTexts[odd] === text) {
    return decoder.decode(index.oddBytes.subarray(index.oddOffsets[odd], index.oddOffsets[odd + 1] - 1));
  }
  const folded = decoder.decode(index.bytes.subarray(index.offsets[text], index.offsets[text + 1] - 1));
  return index.separator === " " ? folded : folded.replaceAll(" ", index.separator);
}

/**
 * @param {TagIndex} index
 * @param {number} row
 * @returns {[number, number]} the first of its aliases' texts and the one after the last
 */
export function aliasesOf(index, row) {
  return [
    index.rows + lowerBound(index.aliasRows, row),
    index.rows + lowerBound(index.aliasRows, row + 1),
  ];
}

/**
 * How much used a row is, on a scale that boosts can be added to: the logarithm to base 2 of its count.
 * @param {TagIndex} index
 * @param {number} row
 */
export function popularity(index, row) {
  return Math.log2(1 + rank(index.counts[row]));
}

/** By tier the posts that it stands for; nodes/vocabulary/starter_list.py has the same numbers. */
const STAND_IN = [0, 300, 2_000, 12_000, 80_000, 600_000];

/**
 * @param {number} count as stored: a tier is negative
 * @returns {number} posts, or what its tier stands for
 */
export function rank(count) {
  return count < 0 ? STAND_IN[-count] : count;
}

/**
 * @param {TagIndex} index
 * @param {number} start an element of `index.starts`
 * @returns {number} its place in `index.bytes`
 */
export function placeOf(index, start) {
  const { bytes, offsets } = index;
  let place = offsets[start >>> 8];
  for (let word = start & 255; word > 0; word--) {
    do place++;
    while (!startsWord(bytes[place - 1], bytes[place]));
  }
  return place;
}
