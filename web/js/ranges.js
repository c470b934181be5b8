/** Finding the texts that begin with, or hold words that begin with, given bytes. */
import { startsWord } from "./fold.js";
import { equalRange } from "./sorted.js";
import { placeOf } from "./tag_index.js";

/** @typedef {import("./tag_index.js").TagIndex} TagIndex */

/**
 * Compares as far as `sought` goes. A text's closing NUL is less than any byte, so this never leaves the text.
 * @param {Uint8Array} bytes
 * @param {number} place
 * @param {Uint8Array} sought
 * @returns {number} 0 when the text at `place` begins with `sought`
 */
export function compareAt(bytes, place, sought) {
  for (let i = 0; i < sought.length; i++) {
    const difference = bytes[place + i] - sought[i];
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * @param {TagIndex} index
 * @param {Uint8Array} sought
 * @returns {[number, number]} the part of `index.names` that begins with it
 */
export function nameRange({ bytes, offsets, names }, sought) {
  return equalRange(names.length, (i) => compareAt(bytes, offsets[names[i]], sought));
}

/**
 * @param {TagIndex} index
 * @param {Uint8Array} sought
 * @returns {[number, number]} the part of `index.starts` whose words, and what follows them, begin with it
 */
export function startRange(index, sought) {
  return equalRange(index.starts.length, (i) =>
    compareAt(index.bytes, placeOf(index, index.starts[i]), sought),
  );
}

/**
 * @param {Uint8Array} bytes
 * @param {number} begin of a text
 * @param {number} end its NUL
 * @param {Uint8Array} word
 * @returns {boolean} whether a word of the text begins with it
 */
export function hasWord(bytes, begin, end, word) {
  for (let place = begin; place + word.length <= end; place++) {
    if (bytes[place] !== word[0]) continue;
    if (place !== begin && !startsWord(bytes[place - 1], bytes[place])) continue;
    if (compareAt(bytes, place, word) === 0) return true;
  }
  return false;
}
