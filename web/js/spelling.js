/** How a completed tag is written: spaces for underscores, literal parentheses escaped. */

/** Underscores that belong to the name, as in `nodes/prompt/names.py`. */
const KEPT = /^(?:score|rating|source)_\w+$/i;

/**
 * @typedef {object} Style
 * @property {boolean} underscores keep `long_hair` instead of writing `long hair`
 */

/**
 * Faces such as `^_^`, `0_0` or `>_<`, told by their shape: their underscore is a nose.
 * @param {string} tag
 */
export function isFace(tag) {
  if (tag.length > 12 || !tag.includes("_")) return false;
  const sides = tag.split("_").filter(Boolean);
  if (sides.some((side) => side.length > 3 || [...side].filter((mark) => /[\p{L}\p{N}]/u.test(mark)).length > 1)) {
    return false;
  }
  const drawn = sides.some((side) => /[^\p{L}]/u.test(side));
  return drawn || (sides.length === 2 && sides[0] === sides[1]);
}

/**
 * @param {string} tag as a tag list spells it
 * @param {Style} style
 * @returns {string} as the user reads it in the list
 */
export function shown(tag, { underscores }) {
  return underscores || KEPT.test(tag) || isFace(tag) ? tag : tag.replaceAll("_", " ");
}

/**
 * @param {string} tag as a tag list spells it
 * @param {Style} style
 * @returns {string} as a prompt has to spell it: the host would read bare parentheses as a weight
 */
export function written(tag, style) {
  return shown(tag, style).replace(/\\?([()])/g, "\\$1");
}
