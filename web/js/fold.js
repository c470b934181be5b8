/**
 * The form in which tags and queries are compared: case-, underscore-, accent- and escape-blind.
 * nodes/vocabulary/index.py holds the same rules; tests/unit/vocabulary/test_index.py keeps the two equal.
 */

/** Letters that Unicode does not take apart into a base letter and an accent. */
const LETTERS = new Map(Object.entries({ ø: "o", ł: "l", đ: "d", ß: "ss", æ: "ae", œ: "oe", ı: "i" }));

/**
 * @param {string} text a tag in any spelling
 * @returns {string} lower case, one space between words, no accents, no apostrophes, no escapes;
 *   a text of which nothing would be left (`_`) is only lower-cased
 */
export function fold(text) {
  const folded = foldOpen(text).replace(/ $/, "");
  return folded === "" ? text.toLowerCase().replaceAll("\0", "") : folded;
}

/**
 * The same for text that is still being typed: a space at its end stays, for it says that a word is complete.
 * @param {string} text
 */
export function foldOpen(text) {
  let plain = text;
  if (/[^\x00-\x7f]/.test(plain)) {
    // Only the accents of alphabets go: the voicing marks of kana make other letters.
    plain = plain.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").toLowerCase();
    plain = plain.replace(/[øłđßæœı]/g, (letter) => LETTERS.get(letter) ?? letter);
  }
  return plain
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/\\+([()])/g, "$1")
    .replace(/[_\x00-\x20]+/g, " ")
    .replace(/^ /, "");
}

const encoder = new TextEncoder();

/**
 * @param {string} folded
 * @returns {Uint8Array} UTF-8; its byte order is the order of code points
 */
export function encode(folded) {
  return encoder.encode(folded);
}

const LETTER = 1;
const DIGIT = 2;
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x30 && byte <= 0x39) return DIGIT;
  return (byte >= 0x61 && byte <= 0x7a) || byte >= 0x80 ? LETTER : 0;
});

/**
 * Whether a byte of UTF-8 belongs to a word; the others separate words.
 * @param {number} byte
 */
export function isWordByte(byte) {
  return KINDS[byte] !== 0;
}

/**
 * Whether a word starts at `byte`: after a separator, where letters follow a number (`girl` in `1girl`),
 * and at every character from U+3000 on (UTF-8 lead byte 0xE3), because Chinese and Japanese set no spaces.
 * The first byte of a text always starts one and needs no call.
 * @param {number} before the byte in front
 * @param {number} byte
 */
export function startsWord(before, byte) {
  const kind = KINDS[byte];
  if (kind === 0) return false;
  if (byte >= 0xe3) return true;
  const last = KINDS[before];
  return last === 0 || (last === DIGIT && kind === LETTER);
}
