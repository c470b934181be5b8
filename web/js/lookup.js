/** Finding one tag by its name. */
import { encode } from "./fold.js";
import { compareAt, nameRange, startRange } from "./ranges.js";
import { rowOf } from "./tag_index.js";

/**
 * @param {import("./tag_index.js").TagIndex} index
 * @param {number} text
 * @param {Uint8Array} sought
 * @returns {boolean} whether the text is this and no more
 */
export function isExactly({ bytes, offsets }, text, sought) {
  const begin = offsets[text];
  return offsets[text + 1] - begin === sought.length + 1 && compareAt(bytes, begin, sought) === 0;
}

/**
 * @param {import("./tag_index.js").TagIndex} index
 * @param {string} folded
 * @returns {number | undefined} the row of this name or, failing that, of the most used row with this alias
 */
export function findRow(index, folded) {
  const sought = encode(folded);
  const [name] = nameRange(index, sought);
  if (name < index.names.length && isExactly(index, index.names[name], sought)) return index.names[name];
  const [from, end] = startRange(index, sought);
  for (let i = from; i < end; i++) {
    const text = index.starts[i] >>> 8;
    if (isExactly(index, text, sought)) return rowOf(index, text);
    // Texts that end here come first in the range.
    if ((index.starts[i] & 255) === 0) return undefined;
  }
  return undefined;
}
