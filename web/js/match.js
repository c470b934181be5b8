/** Which rows a query finds, and how well each fits. */
import { findTypos } from "./fuzzy.js";
import { isExactly } from "./lookup.js";
import { Pool } from "./pool.js";
import { compareAt, hasWord, nameRange, startRange } from "./ranges.js";
import { aliasesOf, initialsPattern, rowOf } from "./tag_index.js";

/** @typedef {import("./tag_index.js").TagIndex} TagIndex */
/** @typedef {import("./query.js").Query} Query */

/** How a row fits, best first. */
export const Fit = Object.freeze({ EXACT: 0, PREFIX: 1, WORDS: 2, INITIALS: 3, TYPO: 4 });

/**
 * @typedef {object} Hit
 * @property {number} row
 * @property {number} text the name or alias that matched
 * @property {number} fit
 */

/**
 * @param {TagIndex} index
 * @param {Query} query
 * @param {number} size rows kept per fit and category
 * @returns {Map<number, Hit>} the most used rows of every fit but typos, by row
 */
export function findHits(index, query, size) {
  /** @type {Map<number, Hit>} */
  const hits = new Map();
  if (query.whole.length === 0) {
    addMostUsed(hits, index, query, size);
    return hits;
  }
  addPrefixes(hits, index, query, size);
  addWords(hits, index, query, size);
  addInitials(hits, index, query, size);
  return hits;
}

/**
 * @param {TagIndex} index
 * @param {Query} query
 * @param {number} row
 * @returns {Hit | null} the same judgement for one row, by its name or its first alias that fits
 */
export function matchRow(index, query, row) {
  if (!wanted(index, query, row)) return null;
  const fit = textFit(index, query, row);
  if (fit !== null) return { row, text: row, fit };
  const [first, end] = aliasesOf(index, row);
  let best = null;
  for (let text = first; text < end; text++) {
    const aliasFit = textFit(index, query, text);
    if (aliasFit !== null && (best === null || aliasFit < best.fit)) best = { row, text, fit: aliasFit };
  }
  return best;
}

/**
 * @param {TagIndex} index
 * @param {Query} query
 * @param {number} text
 */
function textFit({ bytes, offsets, rows }, query, text) {
  return fitOf(bytes, offsets[text], offsets[text + 1] - 1, query, text < rows);
}

/**
 * @param {Uint8Array} bytes
 * @param {number} begin of a text
 * @param {number} end its NUL
 * @param {Query} query
 * @param {boolean} isName
 * @returns {number | null} how the text alone fits, initials and typos apart
 */
export function fitOf(bytes, begin, end, query, isName) {
  const begins = compareAt(bytes, begin, query.whole) === 0;
  if (begins && end - begin === query.whole.length) return isName ? Fit.EXACT : Fit.PREFIX;
  if (begins && isName && compareAt(bytes, begin, query.phrase) === 0) return Fit.PREFIX;
  const words = query.words.length > 0 ? query.words : [query.whole];
  return words.every((word) => hasWord(bytes, begin, end, word)) ? Fit.WORDS : null;
}

/**
 * @param {TagIndex} index
 * @param {Query} query
 * @param {number} row
 */
function wanted(index, query, row) {
  return query.category === null || index.categories[row] === query.category;
}

/**
 * @param {Map<number, Hit>} hits
 * @param {TagIndex} index
 * @param {Query} query
 * @param {number} size
 */
function addMostUsed(hits, index, query, size) {
  for (let row = 0; row < index.rows && hits.size < size; row++) {
    if (wanted(index, query, row)) hits.set(row, { row, text: row, fit: Fit.PREFIX });
  }
}

/**
 * @param {Map<number, Hit>} hits
 * @param {TagIndex} index
 * @param {Query} query
 * @param {number} size
 */
function addPrefixes(hits, index, query, size) {
  const { bytes, offsets, names, categories } = index;
  const pool = new Pool(size);
  const [from, end] = nameRange(index, query.phrase);
  for (let i = from; i < end; i++) {
    const row = names[i];
    if (wanted(index, query, row)) pool.offer(categories[row], row, row);
  }
  // Names that are the query stand first in its range. A space typed after them has moved the range on.
  const [whole] = nameRange(index, query.whole);
  for (let i = whole; i < names.length && bytes[offsets[names[i]] + query.whole.length] === 0; i++) {
    const row = names[i];
    if (!isExactly(index, row, query.whole)) break;
    if (wanted(index, query, row)) hits.set(row, { row, text: row, fit: Fit.EXACT });
  }
  for (const { row, text } of pool.kept()) {
    if (!hits.has(row)) hits.set(row, { row, text, fit: Fit.PREFIX });
  }
}

/**
 * An alias that is the whole query counts as a prefix: who typed all of `bust` means it as much as who typed
 * the beginning of `bustier`.
 * @param {Map<number, Hit>} hits
 * @param {TagIndex} index
 * @param {Query} query
 * @param {number} size
 */
function addWords(hits, index, query, size) {
  const { bytes, offsets, categories, starts, rows } = index;
  const words = query.words.length > 0 && query.abbreviation === null ? query.words : [query.whole];
  const ranges = words.map((word) => ({ word, range: startRange(index, word) }));
  ranges.sort((a, b) => a.range[1] - a.range[0] - (b.range[1] - b.range[0]));
  const [rarest, ...others] = ranges;
  const pool = new Pool(size);
  for (let i = rarest.range[0]; i < rarest.range[1]; i++) {
    const text = starts[i] >>> 8;
    const row = rowOf(index, text);
    if (pool.isFull(categories[row], row) || !wanted(index, query, row)) continue;
    if (others.every(({ word }) => hasWord(bytes, offsets[text], offsets[text + 1] - 1, word))) pool.offer(categories[row], row, text);
  }
  for (const { row, text } of pool.kept()) {
    const fit = text >= rows && isExactly(index, text, query.whole) ? Fit.PREFIX : Fit.WORDS;
    const known = hits.get(row);
    if (known === undefined || known.fit > fit) hits.set(row, { row, text, fit });
  }
}

/**
 * @param {Map<number, Hit>} hits
 * @param {TagIndex} index
 * @param {Query} query
 * @param {number} size
 */
function addInitials(hits, index, query, size) {
  const letters = query.abbreviation ?? query.phrase;
  // One letter is a beginning, unless a slash says otherwise.
  if (query.abbreviation === null && letters.length < 2) return;
  const pattern = initialsPattern(letters);
  if (pattern === null) return;
  const { initials } = index;
  let found = 0;
  for (let row = 0; row < index.rows && found < size; row++) {
    if ((initials[row] & pattern.mask) !== pattern.from || !wanted(index, query, row)) continue;
    found++;
    if (!hits.has(row)) hits.set(row, { row, text: row, fit: Fit.INITIALS });
  }
}

/**
 * @param {TagIndex} index
 * @param {Query} query
 * @param {number} row
 * @returns {boolean} whether the query is the first letters of all the row's words
 */
export function hasAllInitials(index, query, row) {
  const pattern = initialsPattern(query.abbreviation ?? query.phrase);
  return pattern !== null && index.initials[row] === pattern.from;
}

/**
 * @param {TagIndex} index
 * @param {Query} query
 * @param {number} size rows kept per category
 * @returns {Hit[]} rows that the query names but for a typo
 */
export function findTypoHits(index, query, size) {
  if (query.abbreviation !== null || query.words.length === 0) return [];
  const found = findTypos(index, query.whole, (row) => wanted(index, query, row), size);
  return found.map(({ row, text }) => ({ row, text, fit: Fit.TYPO }));
}
