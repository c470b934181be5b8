/** Raising and lowering the weight of what the caret stands in: a whole tag, a group, a LoRA, or the selection. */
import { readPieces } from "./pieces.js";

/** @typedef {import("./insertion.js").Edit} Edit */

/**
 * @param {string} text
 * @param {number} from of the selection
 * @param {number} to
 * @param {number} step
 * @returns {(Edit & {select: [number, number]}) | null} null where nothing has a weight
 */
export function reweighted(text, from, to, step) {
  const place = placeOf(text, from, to);
  if (place === null) return null;
  const weight = Math.round((place.weight + step) * 100) / 100;
  const bare = weight === 1 && place.open === "(";
  const open = bare ? "" : place.open;
  const replaced = bare ? place.body : `${open}${place.body}:${weight}${place.close}`;
  // The selection keeps to the same letters of the tag.
  const shift = place.start + open.length - place.bodyStart;
  const last = place.start + open.length + place.body.length;
  const [first, second] = [from, to].map((caret) => Math.min(Math.max(caret + shift, place.start + open.length), last));
  return { start: place.start, end: place.end, text: replaced, caret: second, select: [first, second] };
}

/**
 * @typedef {object} Place
 * @property {number} start
 * @property {number} end
 * @property {number} bodyStart
 * @property {string} body
 * @property {number} weight
 * @property {string} open
 * @property {string} close
 */

/**
 * @param {string} text
 * @param {number} from
 * @param {number} to
 * @returns {Place | null}
 */
function placeOf(text, from, to) {
  const pieces = readPieces(text);
  const piece = pieces.find(({ start, end }) => start <= from && to <= end);
  if (piece?.kind === "comment" || piece?.kind === "word") return null;
  if (piece?.kind === "lora") return loraPlace(text, piece);
  const group = groupAround(text, from, to);
  if (group) return group;
  const chosen = from < to ? trimmed(text, from, to) : piece;
  if (!chosen || chosen.start >= chosen.end || piece?.kind === "number") return null;
  const { start, end } = chosen;
  const plain = text.slice(start, end);
  // A bare `ganyu_(genshin_impact)` would be read as a weight inside the weight.
  const body = piece?.kind === "tag" ? plain.replace(/\\?([()])/g, "\\$1") : plain;
  return { start, end, bodyStart: start, body, weight: 1, open: "(", close: ")" };
}

/**
 * @param {string} text
 * @param {{start: number, end: number}} piece
 * @returns {Place | null}
 */
function loraPlace(text, { start, end }) {
  const parts = text.slice(start, end).match(/^(<[A-Za-z]+:)([^:<>]+)(?::([-+]?[\d.]+))?((?::[^<>]*)?>)$/);
  if (!parts) return null;
  const [, open, body, weight = "1", close] = parts;
  return { start, end, bodyStart: start + open.length, body, weight: Number(weight), open, close };
}

/**
 * The innermost pair of weight parentheses around the selection. Escaped ones and those of a name (`ganyu_(`) are
 * not weights.
 * @param {string} text
 * @param {number} from
 * @param {number} to
 * @returns {Place | null}
 */
function groupAround(text, from, to) {
  /** @type {number[]} */
  const open = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === "(" && !/[^\s_]_$/.test(text.slice(Math.max(0, i - 2), i))) open.push(i);
    else if (text[i] === "(") i = Math.max(i, text.indexOf(")", i));
    else if (text[i] === ")" && open.length > 0) {
      const start = Number(open.pop());
      if (start > from || i + 1 < to) continue;
      const [body, weight] = unweighted(text.slice(start + 1, i));
      return { start, end: i + 1, bodyStart: start + 1, body, weight: weight ?? 1.1, open: "(", close: ")" };
    }
  }
  return null;
}

/**
 * @param {string} text
 * @returns {[string, number | null]}
 */
function unweighted(text) {
  const parts = text.match(/^(.*?\S)\s*:\s*([-+]?(?:\d+\.?\d*|\.\d+))\s*$/s);
  return parts ? [parts[1], Number(parts[2])] : [text, null];
}

/**
 * @param {string} text
 * @param {number} from
 * @param {number} to
 */
function trimmed(text, from, to) {
  const chosen = text.slice(from, to);
  return { start: from + chosen.length - chosen.trimStart().length, end: from + chosen.trimEnd().length };
}
