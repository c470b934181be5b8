/** What the prompt so far, the preset and the user's habits say about the next tag. */
import { encode, fold } from "./fold.js";
import { findRow } from "./lookup.js";
import { nameRange, startRange } from "./ranges.js";
import { CATEGORY_ROLES, COUNT_TAGS, expectedRoles, USUAL_ORDER } from "./roles.js";
import { popularity, spelling } from "./tag_index.js";

/** @typedef {import("./tag_index.js").TagIndex} TagIndex */

/**
 * @typedef {object} Surroundings
 * @property {readonly string[]} [context] the tags already in the prompt, in its order, in any spelling
 * @property {readonly string[]} [order] the preset's roles in the order of its template
 * @property {ReadonlyMap<string, number> | Readonly<Record<string, number>>} [usage] how often the user took a tag
 * @property {ReadonlyMap<string, readonly string[]> | Readonly<Record<string, readonly string[]>>} [implications]
 *   by tag in the list's own spelling, what it brings with it
 */

/**
 * @typedef {object} Context
 * @property {Set<string>} usedNames the prompt's tags, folded
 * @property {Set<number>} usedRows those that the index knows
 * @property {Map<number, number>} boosts by row, in powers of two
 * @property {Map<string, number>} roles by role, in powers of two
 */

/** In powers of two, as popularity is: each says how many times likelier a reason makes a tag. */
const IMPLIED = 8;
const SAME_SERIES = 6;
const PER_HABIT = 1.5;

const SERIES = 3;
const CHARACTER = 4;

/** Characters of one series that are kept ready. */
const CAST = 400;

/**
 * While one tag is typed, only the query changes: the last context of an index is kept.
 * @type {WeakMap<TagIndex, {surroundings: Surroundings, prompt: string | undefined, context: Context}>}
 */
const lastRead = new WeakMap();

/**
 * @param {TagIndex} index
 * @param {Surroundings} surroundings `order`, `usage` and `implications` are taken for unchanged while they are the
 *   same objects
 * @returns {Context}
 */
export function readContext(index, surroundings) {
  const prompt = surroundings.context?.join("\n");
  const last = lastRead.get(index);
  if (last !== undefined && last.prompt === prompt && sameKnowledge(last.surroundings, surroundings)) return last.context;
  const context = weigh(index, surroundings);
  lastRead.set(index, { surroundings: { ...surroundings }, prompt, context });
  return context;
}

/**
 * @param {Surroundings} a
 * @param {Surroundings} b
 */
function sameKnowledge(a, b) {
  return a.order === b.order && a.usage === b.usage && a.implications === b.implications;
}

/**
 * @param {TagIndex} index
 * @param {Surroundings} surroundings
 * @returns {Context}
 */
function weigh(index, { context, order = USUAL_ORDER, usage, implications }) {
  const usedNames = new Set(context?.map(fold));
  /** @type {Set<number>} */
  const usedRows = new Set();
  /** @type {Map<number, number>} */
  const boosts = new Map();
  const boost = (/** @type {number | undefined} */ row, /** @type {number} */ by) => {
    if (row !== undefined) boosts.set(row, (boosts.get(row) ?? 0) + by);
  };
  const tags = [...usedNames].map((folded) => {
    const row = findRow(index, folded);
    if (row === undefined) return { folded, role: "unknown" };
    usedRows.add(row);
    for (const implied of entry(implications, spelling(index, row)) ?? []) {
      boost(findRow(index, fold(implied)), IMPLIED);
    }
    return { folded, role: roleOf(index, row, folded) };
  });
  const roles = context === undefined ? new Map() : expectedRoles(order, tags);
  const missesSeries = (roles.get("series") ?? 0) >= 0;
  const missesCharacter = (roles.get("character") ?? 0) >= 0;
  for (const { folded, role } of tags) {
    if (role === "character" && missesSeries) for (const row of seriesOf(index, folded)) boost(row, SAME_SERIES);
    if (role === "series" && missesCharacter) for (const row of castOf(index, folded)) boost(row, SAME_SERIES);
  }
  const count = roles.get("count") ?? 0;
  if (count !== 0) for (const name of COUNT_TAGS) boost(findRow(index, name), count);
  for (const [tag, times] of usage instanceof Map ? usage : Object.entries(usage ?? {})) {
    boost(findRow(index, fold(tag)), PER_HABIT * Math.log2(1 + times));
  }
  return { usedNames, usedRows, boosts, roles };
}

/**
 * @param {TagIndex} index
 * @param {Context} context
 * @param {number} row
 * @returns {number} how likely the row is to be wanted, in powers of two
 */
export function likelihood(index, context, row) {
  const expected = context.roles.get(CATEGORY_ROLES[index.categories[row]]) ?? 0;
  return popularity(index, row) + expected + (context.boosts.get(row) ?? 0);
}

/**
 * @param {TagIndex} index
 * @param {number} row
 * @param {string} folded
 */
function roleOf(index, row, folded) {
  return COUNT_TAGS.includes(folded) ? "count" : (CATEGORY_ROLES[index.categories[row]] ?? "unknown");
}

/**
 * @template Value
 * @param {ReadonlyMap<string, Value> | Readonly<Record<string, Value>> | undefined} table
 * @param {string} key
 * @returns {Value | undefined}
 */
function entry(table, key) {
  if (table instanceof Map) return table.get(key);
  const record = /** @type {Readonly<Record<string, Value>> | undefined} */ (table);
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/**
 * @param {TagIndex} index
 * @param {string} character folded; `firefly (honkai: star rail)` names its series, `hatsune miku` does not
 * @returns {number[]} the rows of series that begin with what the name has in parentheses
 */
function seriesOf(index, character) {
  const qualifier = character.match(/\(([^()]+)\)$/)?.[1];
  if (qualifier === undefined) return [];
  const [from, end] = nameRange(index, encode(qualifier));
  return [...index.names.subarray(from, end)].filter((row) => index.categories[row] === SERIES);
}

/**
 * @param {TagIndex} index
 * @param {string} series folded
 * @returns {number[]} the rows of characters that have it in parentheses
 */
function castOf(index, series) {
  const [from, end] = startRange(index, encode(`${series.replace(/ \([^()]*\)$/, "")})`));
  const rows = [...index.starts.subarray(from, end)].map((start) => start >>> 8);
  return rows.filter((row) => index.categories[row] === CHARACTER && row < index.rows).sort((a, b) => a - b).slice(0, CAST);
}
