/** Sorting the tags of a text box: what the server is asked, and what its answer changes. */
import { readPieces } from "./pieces.js";

/**
 * @typedef {object} Chosen a text box, as far as sorting goes
 * @property {string} value
 * @property {number} selectionStart
 * @property {number} selectionEnd
 */

/**
 * @param {Chosen} box
 * @param {string} preset
 * @returns {{text: string, preset: string, selection?: number[]}} for `POST /tag_atelier/sort`, which counts characters
 *   where the page counts halves of some
 */
export function question({ value, selectionStart, selectionEnd }, preset) {
  const selection = [selectionStart, selectionEnd].map((place) => [...value.slice(0, place)].length);
  return { text: value, preset, ...(selectionStart < selectionEnd && { selection }) };
}

/**
 * @param {Chosen} box as it is now
 * @param {string} sorted
 * @returns {(import("./insertion.js").Edit & {select: [number, number]}) | null} null where nothing changes; the caret
 *   stays in its tag, and a selection holds the same tags
 */
export function sortedEdit({ value, selectionStart: from, selectionEnd: to }, sorted) {
  if (value === sorted) return null;
  const { start, rest } = difference(value, sorted);
  const text = sorted.slice(start, sorted.length - rest);
  const caret = caretIn(sorted, value, to);
  if (from === to) return { start, end: value.length - rest, text, caret, select: [caret, caret] };
  // What the selection touched went in whole.
  const last = sorted.length - Math.min(rest, value.length - to);
  return { start, end: value.length - rest, text, caret: last, select: [Math.min(start, from), last] };
}

/**
 * @param {string} before
 * @param {string} after
 * @returns {{start: number, rest: number}} how much is the same at the start and at the end, in whole characters
 */
function difference(before, after) {
  const [old, now] = [[...before], [...after]];
  const shorter = Math.min(old.length, now.length);
  let first = 0;
  while (first < shorter && old[first] === now[first]) first++;
  let last = 0;
  while (last < shorter - first && old[old.length - 1 - last] === now[now.length - 1 - last]) last++;
  return { start: old.slice(0, first).join("").length, rest: old.slice(old.length - last).join("").length };
}

/**
 * @param {string} after
 * @param {string} before
 * @param {number} caret
 * @returns {number} the same place of the same tag; behind a tag or where it is gone, as far from the end
 */
function caretIn(after, before, caret) {
  /** @param {string} text */
  const tags = (text) =>
    readPieces(text).map(({ start, end }) => ({ start, end, name: text.slice(start, end).replaceAll("\\", "") }));
  const old = tags(before);
  const tag = old.find(({ start, end }) => start <= caret && caret <= end);
  const fromEnd = Math.max(0, after.length - (before.length - caret));
  if (!tag) return fromEnd;
  const earlier = old.filter(({ name }) => name === tag.name).indexOf(tag);
  const now = tags(after);
  const same = now.filter(({ name }) => name === tag.name);
  // `ganyu (genshin impact)` is two tags until its brackets are escaped.
  const found = same[Math.min(earlier, same.length - 1)] ?? now.find(({ name }) => name.startsWith(tag.name));
  return found ? Math.min(found.start + caret - tag.start, found.end) : fromEnd;
}
