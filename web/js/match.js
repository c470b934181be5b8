/** Which rows a query finds, and how well each fits. */
import { findTypos } from "./fuzzy.js";
import { areInitials, rowsByInitials } from "./initials.js";
import { aliasesNamed, rowsNamed } from "./lookup.js";
import { Pool } from "./pool.js";
import { compareAt, hasWord, nameRange, startRange } from "./ranges.js";
import { aliasesOf, rowOf } from "./tag_index.js";

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
 * @param {number} size rows kept per fit and category; once names that begin with the query are as many,
 *   no other words are looked for
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
  addWholeAliases(hits, index, query);
  if (hits.size < size) addWords(hits, index, query, size);
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
  const { names, categories } = index;
  const pool = new Pool(size);
  const [from, end] = nameRange(index, query.phrase);
  for (let i = from; i < end; i++) {
    const row = names[i];
    if (wanted(index, query, row)) pool.offer(categories[row], row, row);
  }
  // A space typed after a whole name has moved the range past it.
  for (const row of rowsNamed(index, query.whole)) {
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
 */
function addWholeAliases(hits, index, query) {
  for (const text of aliasesNamed(index, query.whole)) {
    const row = rowOf(index, text);
    if (!hits.has(row) && wanted(index, query, row)) hits.set(row, { row, text, fit: Fit.PREFIX });
  }
}

/**
 * @param {Map<number, Hit>} hits
 * @param {TagIndex} index
 * @param {Query} query
 * @param {number} size
 */
function addWords(hits, index, query, size) {
  const { bytes, offsets, categories, starts } = index;
  const words = query.words.length > 0 && query.abbreviation === null ? query.words : [query.whole];
  const ranges = words.map((word) => ({ word, range: startRange(index, word) }));
  ranges.sort((a, b) => length(a.range) - length(b.range));
  const [rarest, ...others] = ranges;
  const marks = length(rarest.range) > MANY && others.length > 0 ? markTexts(index, others) : null;
  const pool = new Pool(size);
  for (let i = rarest.range[0]; i < rarest.range[1]; i++) {
    const text = starts[i] >>> 8;
    if (marks !== null && marks[text] < others.length) continue;
    const row = rowOf(index, text);
    if (pool.isFull(categories[row], row) || !wanted(index, query, row)) continue;
    const fits = (/** @type {{word: Uint8Array}} */ { word }) => hasWord(bytes, offsets[text], offsets[text + 1] - 1, word);
    if (marks !== null || others.every(fits)) pool.offer(categories[row], row, text);
  }
  for (const { row, text } of pool.kept()) {
    if (!hits.has(row)) hits.set(row, { row, text, fit: Fit.WORDS });
  }
}

/** Texts past which it is quicker to mark what holds the other words than to read each text for them. */
const MANY = 1000;

/**
 * @param {TagIndex} index
 * @param {{range: [number, number]}[]} words
 * @returns {Uint8Array} per text how many of the words, from the first on, it holds
 */
function markTexts({ starts, offsets }, words) {
  const marks = new Uint8Array(offsets.length - 1);
  words.forEach(({ range: [from, end] }, held) => {
    for (let i = from; i < end; i++) {
      const text = starts[i] >>> 8;
      if (marks[text] === held) marks[text] = held + 1;
    }
  });
  return marks;
}

/** @param {[number, number]} range */
function length([from, end]) {
  return end - from;
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
  const pool = new Pool(size);
  for (const row of rowsByInitials(index, letters)) {
    if (wanted(index, query, row)) pool.offer(0, row, row);
  }
  for (const { row, text } of pool.kept()) {
    if (!hits.has(row)) hits.set(row, { row, text, fit: Fit.INITIALS });
  }
}

/**
 * @param {TagIndex} index
 * @param {Query} query
 * @param {number} row
 * @returns {boolean} whether the query is the first letters of all the row's words
 */
export function hasAllInitials(index, query, row) {
  return areInitials(index, query.abbreviation ?? query.phrase, row);
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
