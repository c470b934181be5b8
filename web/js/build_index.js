/** An index from rows, for lists that never became a file. nodes/vocabulary/index.py does the same in numpy. */
import { encode, fold, startsWord } from "./fold.js";
import { sortStarts } from "./sort_starts.js";
import { completeIndex, rank } from "./tag_index.js";

/**
 * @typedef {object} Row
 * @property {string} tag
 * @property {number} [category] Danbooru's number; 2 is a special tag
 * @property {number | null} [count] posts; absent where only a tier is known
 * @property {number} [tier] 1 (seldom) to 5 (everywhere), read when there is no count
 * @property {string[] | string | null} [aliases] an array, or names joined by commas
 */

/** A word past this number cannot be found by itself: its number must fit a byte. */
const WORDS = 255;

/**
 * @param {Iterable<Row>} rows in any order; equal counts keep theirs
 * @returns {import("./tag_index.js").TagIndex}
 */
export function buildIndex(rows) {
  const sorted = [...rows]
    .filter((row) => typeof row?.tag === "string" && fold(row.tag).trim() !== "")
    .map((row) => ({ row, count: storedCount(row) }))
    .sort((a, b) => rank(b.count) - rank(a.count));
  const names = sorted.map(({ row }) => row.tag);
  /** @type {string[]} */
  const aliases = [];
  /** @type {number[]} */
  const aliasRows = [];
  sorted.forEach(({ row }, number) => {
    const name = fold(row.tag);
    for (const alias of aliasList(row.aliases)) {
      if (fold(alias) === name) continue;
      aliases.push(alias);
      aliasRows.push(number);
    }
  });
  const spellings = names.concat(aliases);
  const folded = spellings.map(fold);
  const separator = usualSeparator(names);
  /** @type {number[]} */
  const odd = [];
  spellings.forEach((text, number) => {
    if (folded[number].replaceAll(" ", separator) !== text) odd.push(number);
  });
  const bytes = encode(folded.map((text) => `${text}\0`).join(""));
  return completeIndex({
    rows: sorted.length,
    bytes,
    aliasRows: Uint32Array.from(aliasRows),
    counts: Int32Array.from(sorted, ({ count }) => count),
    categories: Uint8Array.from(sorted, ({ row }) => Number(row.category) || 0),
    starts: sortStarts(bytes, wordStarts(bytes)),
    separator,
    oddTexts: Uint32Array.from(odd),
    oddBytes: encode(odd.map((number) => `${spellings[number].replaceAll("\0", "")}\0`).join("")),
  });
}

/** @param {Row} row */
function storedCount(row) {
  const count = Math.min(Math.max(Math.trunc(Number(row.count) || 0), 0), 0x7fffffff);
  return count === 0 && row.tier ? -row.tier : count;
}

/** @param {Row["aliases"]} aliases */
function aliasList(aliases) {
  const list = typeof aliases === "string" ? aliases.split(",") : (aliases ?? []);
  return list.map((alias) => alias.trim()).filter((alias) => fold(alias).trim() !== "");
}

/** @param {string[]} names */
function usualSeparator(names) {
  let lead = 0;
  for (const name of names) lead += Number(name.includes("_")) - Number(name.includes(" "));
  return lead >= 0 ? "_" : " ";
}

/**
 * @param {Uint8Array} bytes
 * @returns {{places: Uint32Array, starts: Uint32Array}} in the order of the bytes
 */
function wordStarts(bytes) {
  let total = 0;
  for (let i = 0; i < bytes.length; i++) total += Number(isStart(bytes, i));
  const places = new Uint32Array(total);
  const starts = new Uint32Array(total);
  let filled = 0;
  let text = 0;
  let word = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 0) {
      text++;
      word = 0;
    } else if (isStart(bytes, i)) {
      if (word <= WORDS) {
        places[filled] = i;
        starts[filled++] = ((text << 8) | word) >>> 0;
      }
      word++;
    }
  }
  return { places: places.subarray(0, filled), starts: starts.subarray(0, filled) };
}

/**
 * @param {Uint8Array} bytes
 * @param {number} i
 */
function isStart(bytes, i) {
  return i === 0 || bytes[i - 1] === 0 ? bytes[i] !== 0 : startsWord(bytes[i - 1], bytes[i]);
}
