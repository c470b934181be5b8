/** Tag completion: which tags a typed text could become, best first. */
import { buildIndex } from "./build_index.js";
import { likelihood, readContext } from "./context.js";
import { encode, fold } from "./fold.js";
import { openIndex } from "./index_file.js";
import { findRow } from "./lookup.js";
import { findHits, findTypoHits, Fit, fitOf, hasAllInitials, matchRow } from "./match.js";
import { parseQuery } from "./query.js";
import { describe } from "./results.js";
import { suggest } from "./suggest.js";

export { buildIndex, openIndex, suggest };

/** @typedef {import("./tag_index.js").TagIndex} TagIndex */
/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("./match.js").Hit} Hit */
/** @typedef {import("./query.js").Query} Query */
/** @typedef {import("./results.js").Result} Result */

/**
 * @typedef {object} SearchOptions
 * @property {number} [limit] results at most; 20 by default
 * @property {readonly string[]} [special] the preset's special tags, most wanted first; they need not be in the index
 */

/**
 * @typedef {object} Judgement
 * @property {string} [name] of a special tag that the index does not know
 * @property {number} rank among the special tags; Infinity for the others
 * @property {boolean} used
 * @property {boolean} whole whether the query is all its initials
 * @property {number} score
 */
/** @typedef {Hit & Judgement} Scored */

const SPECIAL = 2;
/** Special tags that stand above the others of their fit; a preset may have one for every year. */
const SPECIAL_PLACES = 3;
/** From so many letters on, any word of a special tag counts as its beginning: `qual` for `best quality`. */
const SPECIAL_WORD = 3;

/** Rows kept per fit and category before the context has its say. */
const KEPT = 24;

/** One of the first five places goes to the best hit by initials, if it is used more than who would stand there. */
const INITIALS_PLACE = 4;

/**
 * @param {TagIndex} index
 * @param {string} text what was typed: a beginning, words in any order, initials, `/initials`, `character:name`
 * @param {SearchOptions & import("./context.js").Surroundings} [options]
 * @returns {Result[]} by fit (exact, beginning of the name, other words, initials; typos when nothing else fits),
 *   within a fit by popularity and context; tags that the prompt already holds stand last in their fit
 */
export function search(index, text, options = {}) {
  const { limit = 20, special = [] } = options;
  const query = parseQuery(text);
  if (query === null || limit < 1) return [];
  const context = readContext(index, options);
  const size = Math.max(limit, KEPT) + context.usedRows.size;
  const hits = findHits(index, query, size);
  for (const [row, boost] of context.boosts) {
    const hit = boost > 0 && !hits.has(row) ? matchRow(index, query, row) : null;
    if (hit !== null) hits.set(row, hit);
  }
  const scored = specialHits(index, query, special, context);
  if (hits.size === 0 && scored.size === 0) {
    for (const hit of findTypoHits(index, query, size)) hits.set(hit.row, hit);
  }
  for (const hit of hits.values()) {
    if (!scored.has(hit.row)) scored.set(hit.row, judge(index, query, context, hit));
  }
  const sorted = placeInitials([...scored.values()].sort(compare));
  return sorted.slice(0, limit).map((hit) => describe(index, hit));
}

/**
 * @param {TagIndex} index
 * @param {Query} query
 * @param {Context} context
 * @param {Hit} hit
 * @returns {Scored}
 */
function judge(index, query, context, { row, text, fit }) {
  return {
    row,
    text,
    fit,
    rank: Infinity,
    used: context.usedRows.has(row),
    whole: fit === Fit.INITIALS && hasAllInitials(index, query, row),
    score: likelihood(index, context, row),
  };
}

/**
 * @param {TagIndex} index
 * @param {Query} query
 * @param {readonly string[]} special
 * @param {Context} context
 * @returns {Map<number, Scored>} those that fit, by row; unknown ones have row numbers past the index's
 */
function specialHits(index, query, special, context) {
  /** @type {Scored[]} */
  const found = [];
  special.forEach((name, rank) => {
    const folded = fold(name);
    const row = findRow(index, folded);
    const hit = row === undefined ? matchUnknown(query, folded, index.rows + rank) : matchRow(index, query, row);
    if (hit === null) return;
    if (row !== undefined) found.push({ ...judge(index, query, context, hit), rank });
    else found.push({ ...hit, name, rank, used: context.usedNames.has(folded), whole: false, score: 0 });
  });
  found.sort(compare);
  found.forEach((hit, place) => {
    if (hit.used || place >= SPECIAL_PLACES) hit.rank = Infinity;
    else if (hit.fit === Fit.WORDS && query.whole.length >= SPECIAL_WORD) hit.fit = Fit.PREFIX;
  });
  return new Map(found.map((hit) => [hit.row, hit]));
}

/**
 * @param {Query} query
 * @param {string} folded a special tag that is no row
 * @param {number} place the number it goes by
 * @returns {Hit | null}
 */
function matchUnknown(query, folded, place) {
  if (query.category !== null && query.category !== SPECIAL) return null;
  const bytes = encode(`${folded}\0`);
  const fit = fitOf(bytes, 0, bytes.length - 1, query, true);
  return fit === null ? null : { row: place, text: place, fit };
}

/**
 * @param {Scored} a
 * @param {Scored} b
 */
function compare(a, b) {
  return (
    a.fit - b.fit ||
    Number(a.used) - Number(b.used) ||
    (a.rank === b.rank ? 0 : a.rank - b.rank) || // two Infinities have no difference
    Number(b.whole) - Number(a.whole) ||
    b.score - a.score ||
    a.row - b.row
  );
}

/**
 * @param {Scored[]} sorted
 * @returns {Scored[]} the same with the best hit by initials moved up, where that is worth a place
 */
function placeInitials(sorted) {
  const at = sorted.findIndex((hit) => hit.fit === Fit.INITIALS);
  const there = sorted[INITIALS_PLACE];
  if (at <= INITIALS_PLACE || sorted[at].used || there.fit === Fit.EXACT || there.rank !== Infinity) return sorted;
  if (!there.used && there.score >= sorted[at].score) return sorted;
  return sorted.toSpliced(at, 1).toSpliced(INITIALS_PLACE, 0, sorted[at]);
}
