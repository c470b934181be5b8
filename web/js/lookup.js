/** Finding tags by a whole name or alias. */
import { encode } from "./fold.js";
import { compareAt, nameRange, startRange } from "./ranges.js";
import { placeOf, rowOf } from "./tag_index.js";

/** @typedef {import("./tag_index.js").TagIndex} TagIndex */

/**
 * @param {TagIndex} index
 * @param {Uint8Array} sought
 * @returns {number[]} the rows with this name; lists may spell one name in several ways
 */
export function rowsNamed(index, sought) {
  const [from, end] = nameRange(index, sought);
  let last = from;
  while (last < end && isExactly(index, index.names[last], sought)) last++;
  return [...index.names.subarray(from, last)];
}

/**
 * @param {TagIndex} index
 * @param {Uint8Array} sought
 * @returns {number[]} the aliases that are this, as texts, most used row first
 */
export function aliasesNamed(index, sought) {
  const [from, end] = startRange(index, sought);
  const texts = [];
  for (let i = from; i < end; i++) {
    const start = index.starts[i];
    const exact = isExactly(index, start >>> 8, sought);
    if (exact && start >>> 8 >= index.rows) texts.push(start >>> 8);
    // Texts that end with what is sought come first.
    if (!exact && index.bytes[placeOf(index, start) + sought.length] !== 0) break;
  }
  return texts;
}

/**
 * @param {TagIndex} index
 * @param {string} folded
 * @returns {number | undefined} the row of this name or, failing that, the most used row with this alias
 */
export function findRow(index, folded) {
  const sought = encode(folded);
  const [row] = rowsNamed(index, sought);
  if (row !== undefined) return row;
  const [alias] = aliasesNamed(index, sought);
  return alias === undefined ? undefined : rowOf(index, alias);
}

/**
 * @param {TagIndex} index
 * @param {number} text
 * @param {Uint8Array} sought
 */
function isExactly({ bytes, offsets }, text, sought) {
  const begin = offsets[text];
  return offsets[text + 1] - begin === sought.length + 1 && compareAt(bytes, begin, sought) === 0;
}
