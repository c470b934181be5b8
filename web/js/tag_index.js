/**
 * The index that searches run on: typed arrays over folded UTF-8, no string per tag.
 *
 * A text is a name or an alias. Texts are numbered: first every row's name, the most used row first, so that a
 * row's number is also its rank; then the aliases in the order of their rows.
 */
import { fold, isWordByte, startsWord } from "./fold.js";

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
 * @property {Uint32Array} initials per row the first letters of its first five words, six bits each
 */
/** @typedef {Columns & Derived} TagIndex */

const decoder = new TextDecoder();

/** Letters of a row's initials, and bits of each. */
export const INITIALS = 5;
const INITIAL_BITS = 6;

/**
 * @param {Columns} columns
 * @returns {TagIndex}
 */
export function completeIndex(columns) {
  const { rows, bytes, starts } = columns;
  const texts = rows + columns.aliasRows.length;
  const offsets = textOffsets(bytes, texts);
  const names = new Uint32Array(rows);
  let filled = 0;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i];
    if ((start & 255) === 0 && start >>> 8 < rows) names[filled++] = start >>> 8;
  }
  const initials = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) initials[row] = initialsAt(bytes, offsets[row]);
  const oddOffsets = textOffsets(columns.oddBytes, columns.oddTexts.length);
  return { ...columns, offsets, oddOffsets, names, initials };
}

/**
 * @param {Uint8Array} bytes
 * @param {number} texts
 */
function textOffsets(bytes, texts) {
  const offsets = new Uint32Array(texts + 1);
  let text = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 0) offsets[++text] = i + 1;
  }
  return offsets;
}

/**
 * The code of one initial: 0 for none, 1 to 26 letters, 27 to 36 digits, 37 for any other script.
 * @param {number} byte
 */
function initialCode(byte) {
  if (byte >= 0x61 && byte <= 0x7a) return byte - 0x60;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30 + 27;
  return 37;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} position
 */
function initialsAt(bytes, position) {
  let packed = 0;
  let found = 0;
  let inWord = false;
  for (let i = position; bytes[i] !== 0 && found < INITIALS; i++) {
    const word = isWordByte(bytes[i]);
    if (word && !inWord) {
      packed = (packed << INITIAL_BITS) | initialCode(bytes[i]);
      found++;
    }
    inWord = word;
  }
  return packed << (INITIAL_BITS * (INITIALS - found));
}

/**
 * @param {Uint8Array} letters what was typed, folded
 * @returns {{from: number, mask: number} | null} a row matches when `(initials & mask) === from`
 */
export function initialsPattern(letters) {
  if (letters.length === 0 || letters.length > INITIALS) return null;
  let packed = 0;
  for (const byte of letters) {
    const code = byte < 0x80 && isWordByte(byte) ? initialCode(byte) : 0;
    if (code === 0) return null;
    packed = (packed << INITIAL_BITS) | code;
  }
  const rest = INITIAL_BITS * (INITIALS - letters.length);
  return { from: packed << rest, mask: ((1 << (INITIAL_BITS * letters.length)) - 1) << rest };
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
 * Tier 1 stands where a million posts would, and every further tier at a tenth.
 * @param {TagIndex} index
 * @param {number} row
 */
export function popularity(index, row) {
  const count = index.counts[row];
  return Math.log2(1 + (count < 0 ? tierCount(-count) : count));
}

/** @param {number} tier */
export function tierCount(tier) {
  return 10 ** (7 - tier);
}

/**
 * @param {Uint32Array} sorted
 * @param {number} value
 */
function lowerBound(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
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
