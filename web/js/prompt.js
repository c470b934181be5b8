/** What stands at the caret: where its tag begins and ends, and whether anything should be completed there. */
import { readPieces } from "./pieces.js";

/** @typedef {import("./pieces.js").Kind} Kind */
/** @typedef {import("./pieces.js").Piece} Piece */
/**
 * @typedef {object} Token the piece at the caret
 * @property {Kind} kind
 * @property {number} start the first character that a completion replaces
 * @property {number} end the one after the last
 * @property {string} query what was typed of it, from `start` to the caret
 * @property {string} inside as in Piece
 * @property {boolean} prose whether it reads like a sentence
 * @property {number} [wider] where it begins if a parenthesis before it belongs to a name, as in `ganyu (gen`
 */

/**
 * @param {string} text
 * @param {number} caret
 * @returns {Token} an empty tag where the caret stands between pieces
 */
export function tokenAt(text, caret) {
  const pieces = readPieces(text);
  const at = pieces.findLastIndex((piece) => piece.from <= caret && caret <= piece.to);
  const piece = pieces[at];
  // Behind a closed LoRA, wildcard or comment something new begins.
  const behind = piece && caret === piece.end && isClosed(text, piece);
  if (!piece || behind || caret < piece.start) {
    const inside = piece?.inside ?? "";
    return { kind: "tag", start: caret, end: caret, query: "", inside, prose: false };
  }
  const end = Math.max(piece.end, caret);
  const token = { kind: piece.kind, start: piece.start, end, inside: piece.inside };
  if (piece.kind === "lora") return loraToken(text, caret, piece);
  const query = text.slice(piece.start, caret);
  if (piece.kind !== "tag") return { ...token, query, prose: false };
  const before = piece.inside === "(" ? pieces[at - 1] : undefined;
  const joined = before?.kind === "tag" && text.slice(before.end, piece.start).match(/^ \($/);
  return { ...token, query, prose: isProse(query), ...(joined ? { wider: before.start } : {}) };
}

/**
 * @param {string} text
 * @param {Token} [except] a token that does not count, because it is being typed
 * @returns {string[]} the tags of a prompt in its order, as they are spelled there
 */
export function tagsIn(text, except) {
  const tags = [];
  for (const { kind, start, end } of readPieces(text)) {
    const typed = except && start < except.end && except.start < end;
    if (kind === "tag" && !typed) tags.push(text.slice(start, end));
  }
  return tags;
}

const FUNCTION_WORDS =
  /^(?:an?|the|is|are|was|were|with|and|of|in|on|at|by|to|her|his|its|their|she|he|it|they|that|which|while|there|this)$/i;

/**
 * Whether it reads like a sentence rather than a tag. Some titles do as well, so this is a reason to offer only
 * what begins with exactly these words, not to offer nothing.
 * @param {string} query
 */
export function isProse(query) {
  if (/[a-z)"'][.!?;]\s/i.test(query)) return true;
  const words = query.trim().split(/[\s_]+/);
  return words.length > 5 || (words.length > 2 && words.filter((word) => FUNCTION_WORDS.test(word)).length > 1);
}

/**
 * @param {string} text
 * @param {Piece} piece
 */
function isClosed(text, { kind, start, end }) {
  if (kind === "lora") return text[end - 1] === ">";
  if (kind === "wildcard") return end - start > 4 && text.startsWith("__", end - 2);
  return kind === "comment" && text.startsWith("/*", start) && text.startsWith("*/", end - 2);
}

/**
 * In `<lora:name:0.8>` the name is completed and the numbers are left alone.
 * @param {string} text
 * @param {number} caret
 * @param {Piece} piece
 * @returns {Token}
 */
function loraToken(text, caret, { start, end, inside }) {
  const colon = text.indexOf(":", start);
  const named = colon >= 0 && colon < caret;
  const typed = text.slice(start, caret);
  const number = named && typed.slice(colon - start + 1).includes(":");
  const kind = number || (caret > start && !/^<(?:lora:|l?o?r?a?$)/i.test(typed)) ? "number" : "lora";
  return { kind, start, end, query: named ? text.slice(colon + 1, caret) : "", inside, prose: false };
}
