/** Tags by the first letters of their words: `lh` for `long hair`. */
import { isWordByte } from "./fold.js";
import { equalRange } from "./sorted.js";

/** Letters of a name's initials, and bits of each. */
const INITIALS = 5;
const BITS = 6;

/** By byte the code of an initial: 1 to 26 letters, 27 to 36 digits, 37 any other script; 0 is no word. */
const CODES = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (!isWordByte(byte)) return 0;
  if (byte >= 0x80) return 37;
  return byte >= 0x61 ? byte - 0x60 : byte - 0x30 + 27;
});

/**
 * @param {Uint8Array} bytes
 * @param {number} place where a name begins; a NUL ends it
 * @returns {number} the first letters of its first five words, six bits each
 */
function initialsAt(bytes, place) {
  let packed = 0;
  let shift = BITS * INITIALS;
  let before = 0;
  for (let byte = bytes[place]; byte > 0 && shift > 0; byte = bytes[++place]) {
    const code = CODES[byte];
    if (code !== 0 && before === 0) packed |= code << (shift -= BITS);
    before = code;
  }
  return packed;
}

/**
 * @param {Uint8Array} bytes
 * @param {Uint32Array} offsets
 * @param {number} rows
 * @returns {Uint32Array} all rows in the order of their initials, of equal ones the most used first
 */
export function sortedByInitials(bytes, offsets, rows) {
  // One number holds both: thirty bits of initials leave room for eight million rows.
  const keys = Float64Array.from({ length: rows }, (_, row) => initialsAt(bytes, offsets[row]) * rows + row);
  return Uint32Array.from(keys.sort(), (key) => key % rows);
}

/**
 * @param {Uint8Array} letters what was typed, folded
 * @returns {number | null} packed as `initialsAt` does; null when they are no initials
 */
function pack(letters) {
  if (letters.length === 0 || letters.length > INITIALS) return null;
  let packed = 0;
  for (const byte of letters) {
    const code = CODES[byte];
    if (code === 0 || byte >= 0x80) return null;
    packed = (packed << BITS) | code;
  }
  return packed << (BITS * (INITIALS - letters.length));
}

/**
 * @param {import("./tag_index.js").TagIndex} index
 * @param {Uint8Array} letters what was typed, folded
 * @returns {Uint32Array} the rows whose initials begin with these letters; empty when they are no initials
 */
export function rowsByInitials({ bytes, offsets, byInitials }, letters) {
  const sought = pack(letters);
  if (sought === null) return byInitials.subarray(0, 0);
  const unseen = BITS * (INITIALS - letters.length);
  const [from, end] = equalRange(byInitials.length, (i) => {
    return (initialsAt(bytes, offsets[byInitials[i]]) >> unseen) - (sought >> unseen);
  });
  return byInitials.subarray(from, end);
}

/**
 * @param {import("./tag_index.js").TagIndex} index
 * @param {Uint8Array} letters what was typed, folded
 * @param {number} row
 * @returns {boolean} whether they are the first letters of all the row's words
 */
export function areInitials({ bytes, offsets }, letters, row) {
  const sought = pack(letters);
  return sought !== null && sought === initialsAt(bytes, offsets[row]);
}
