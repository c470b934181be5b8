/**
 * A prompt cut into tags and into what is no tag: LoRAs, embeddings, wildcards, weights, comments, BREAK. Linear in
 * the length of the text.
 */

/**
 * @typedef {"tag" | "lora" | "embedding" | "wildcard" | "number" | "comment" | "word"} Kind
 *   `number` is a weight after a colon, `word` is BREAK or AND
 */
/**
 * @typedef {object} Piece
 * @property {Kind} kind
 * @property {number} from where the stretch between two separators begins, spaces included
 * @property {number} to where it ends
 * @property {number} start the same without spaces around
 * @property {number} end
 * @property {string} inside the innermost bracket that is open here: `(`, `[`, `{` or nothing
 */

const COMMENT = /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/y;
const EXTRA = /<[A-Za-z]+:[^<>\n]*>|<[A-Za-z]+:[^<>\n,]*|<(?:lora|lor|lo|l)?(?![A-Za-z])/y;
const WILDCARD = /__(?:[A-Za-z0-9*][\w\-/.*]*?)?(?:__|(?![\w\-/.*]))/y;
const EMBEDDING = /embedding:[^\s,()[\]{}|<>]*/iy;
const WORD = /(?:BREAK|AND)(?![^\s,([{<)\]}|])/y;

const OPENS = "([{";
const CLOSES = ")]}";
const SEPARATORS = ",\n|\uff0c\u3001";

/** A number of picks or a weight in front of a choice: `2$$`, `0.5::`. */
const CHOICE_HEAD = /^\s*[\d.-]+(?:\$\$|::)/;
/** A weight that closes a group, or is about to. */
const WEIGHT_TAIL = /(?<=\S)\s*:\s*[-+]?\d*\.?\d*\s*$/;
/** A weight outside of any group, which needs a digit: `re:` may become `re:zero`. */
const BARE_WEIGHT_TAIL = /(?<=\S):\s*[-+]?\d+\.?\d*\s*$/;

/** @type {{text: string, pieces: readonly Piece[]}} One key asks several times about one text. */
let last = { text: "", pieces: [] };

/**
 * @param {string} text
 * @returns {readonly Piece[]} in order; separators and brackets lie between them
 */
export function readPieces(text) {
  if (text !== last.text) last = { text, pieces: cut(text) };
  return last.pieces;
}

/**
 * @param {string} text
 * @returns {Piece[]}
 */
function cut(text) {
  /** @type {Piece[]} */
  const pieces = [];
  /** @type {string[]} */
  const open = [];
  let from = 0;
  /** Parentheses of a name, as in `ganyu_(genshin_impact)`, that are still open. */
  let named = 0;

  /** @param {number} to */
  const close = (to) => {
    addTags(pieces, text, from, to, open.at(-1) ?? "");
    named = 0;
  };
  /** @param {Kind} kind @param {number} start @param {number} end */
  const add = (kind, start, end) => {
    close(start);
    pieces.push({ kind, from: start, to: end, start, end, inside: open.at(-1) ?? "" });
    from = end;
  };

  let i = 0;
  while (i < text.length) {
    const mark = text[i];
    const special = specialAt(text, i);
    if (special !== null) {
      add(special.kind, i, special.end);
      i = special.end;
    } else if (mark === "\\") {
      i += 2;
    } else if (mark === "(" && isNameParen(text, from, i)) {
      named++;
      i++;
    } else if (mark === ")" && (named > 0 || !open.includes("("))) {
      named = Math.max(0, named - 1);
      i++;
    } else if (OPENS.includes(mark) || SEPARATORS.includes(mark) || closes(mark, open)) {
      close(i);
      if (OPENS.includes(mark)) open.push(mark);
      else if (CLOSES.includes(mark)) open.splice(open.lastIndexOf(OPENS[CLOSES.indexOf(mark)]));
      from = ++i;
    } else if (mark === ":" && open.at(-1) === "[") {
      close(i);
      from = ++i;
    } else {
      i++;
    }
  }
  close(text.length);
  return pieces;
}

/**
 * @param {string} text
 * @param {number} i
 * @returns {{kind: Kind, end: number} | null}
 */
function specialAt(text, i) {
  switch (text[i]) {
    case "/":
      return found("comment", COMMENT, text, i);
    case "<":
      return found("lora", EXTRA, text, i);
    case "_":
      return beginsWord(text, i) ? found("wildcard", WILDCARD, text, i) : null;
    case "e":
    case "E":
      return beginsWord(text, i) ? found("embedding", EMBEDDING, text, i) : null;
    case "B":
    case "A":
      return beginsWord(text, i) ? found("word", WORD, text, i) : null;
    default:
      return null;
  }
}

/**
 * @param {Kind} kind
 * @param {RegExp} pattern sticky
 * @param {string} text
 * @param {number} i
 */
function found(kind, pattern, text, i) {
  pattern.lastIndex = i;
  return pattern.test(text) ? { kind, end: pattern.lastIndex } : null;
}

/**
 * @param {string} text
 * @param {number} i
 */
function beginsWord(text, i) {
  return i === 0 || /[\s,|()[\]{}>\uff0c\u3001:]/.test(text[i - 1]);
}

/**
 * Whether the parenthesis at `i` belongs to a name (`ganyu_(`) or a face (`:(`) and opens no group.
 * @param {string} text
 * @param {number} from
 * @param {number} i
 */
function isNameParen(text, from, i) {
  const before = text.slice(from, i).trimStart();
  return /[^\s_]_$/.test(before) || /^[>:;=]['-]?$|^>[:;]$/.test(before);
}

/**
 * @param {string} mark
 * @param {string[]} open
 */
function closes(mark, open) {
  return CLOSES.includes(mark) && open.includes(OPENS[CLOSES.indexOf(mark)]);
}

/**
 * What lies between two separators: a tag, and perhaps its weight.
 * @param {Piece[]} pieces
 * @param {string} text
 * @param {number} from
 * @param {number} to
 * @param {string} inside
 */
function addTags(pieces, text, from, to, inside) {
  if (from > to) return;
  const whole = text.slice(from, to);
  const weight = whole.match(inside === "(" ? WEIGHT_TAIL : BARE_WEIGHT_TAIL);
  const head = inside === "{" ? (whole.match(CHOICE_HEAD)?.[0].length ?? 0) : 0;
  const stop = weight?.index === undefined ? to : from + weight.index;
  const tag = text.slice(from + head, stop);
  if (tag.trim() !== "") {
    const start = from + head + (tag.length - tag.trimStart().length);
    const end = from + head + tag.trimEnd().length;
    pieces.push({ kind: "tag", from, to: stop, start, end, inside });
  }
  if (weight) {
    const colon = stop + weight[0].indexOf(":") + 1;
    pieces.push({ kind: "number", from: colon, to, start: colon, end: to, inside });
  }
}
