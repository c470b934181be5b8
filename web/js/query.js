/** What a typed text asks for. */
import { encode, foldOpen, isWordByte } from "./fold.js";

/** Category numbers by the prefixes that ask for them. */
const CATEGORY_PREFIXES = new Map(
  Object.entries({
    general: 0,
    gen: 0,
    artist: 1,
    art: 1,
    special: 2,
    series: 3,
    copyright: 3,
    copy: 3,
    character: 4,
    char: 4,
    meta: 5,
  }),
);

/** No tag is longer; what is, was not meant as one. */
const LONGEST = 500;

/**
 * @typedef {object} Query
 * @property {number | null} category the only category wanted
 * @property {Uint8Array} phrase folded; a space at its end is kept
 * @property {Uint8Array} whole the phrase without that space
 * @property {Uint8Array[]} words its words, without punctuation in front; empty for an emoticon
 * @property {Uint8Array | null} abbreviation the letters after a slash
 */

/**
 * @param {string} text
 * @returns {Query | null} null when there is nothing to look for
 */
export function parseQuery(text) {
  if (text.length > LONGEST) return null;
  let folded = foldOpen(text);
  let category = null;
  const colon = folded.indexOf(":");
  const asked = CATEGORY_PREFIXES.get(folded.slice(0, Math.max(colon, 0)));
  if (asked !== undefined) {
    category = asked;
    folded = folded.slice(colon + 1).trimStart();
  }
  if (folded === "" && category === null) return null;
  const phrase = encode(folded);
  const whole = encode(folded.trimEnd());
  const words = [];
  for (const word of new Set(folded.split(" "))) {
    const bytes = encode(word);
    const start = bytes.findIndex(isWordByte);
    if (start >= 0) words.push(bytes.subarray(start));
  }
  const abbreviation = whole[0] === 0x2f && whole.length > 1 ? whole.subarray(1) : null;
  return { category, phrase, whole, words, abbreviation };
}
