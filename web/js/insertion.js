/** Which characters a completion replaces, by what, and where the caret goes. */

/** @typedef {import("./prompt.js").Token} Token */
/**
 * @typedef {object} Edit replace `start` to `end` by `text`, then put the caret at `caret`
 * @property {number} start
 * @property {number} end
 * @property {string} text
 * @property {number} caret
 */
/**
 * @typedef {object} Manner
 * @property {boolean} comma write a comma after a tag where the prompt ends
 * @property {(name: string) => boolean} [knows] whether a name is a tag of its own
 */

/**
 * @param {string} prompt
 * @param {number} caret
 * @param {Token} token what is at the caret
 * @param {string} written the tag, LoRA, embedding or wildcard as a prompt spells it
 * @param {Manner} manner
 * @returns {Edit}
 */
export function insertion(prompt, caret, token, written, manner) {
  const gap = token.kind === "tag" ? gapToNeighbour(prompt, caret, token, written, manner) : 0;
  const end = gap > 0 ? caret + gap : token.end;
  const text = written + (gap > 0 ? ", " : separator(prompt, end, token, manner));
  return { start: token.start, end, text, caret: token.start + text.length };
}

/**
 * The spaces behind the caret if the words behind them are a tag of their own, with the comma forgotten: in
 * `blu| long hair` they are, in `long| hair` the user is changing one tag.
 * @param {string} prompt
 * @param {number} caret
 * @param {Token} token
 * @param {string} written
 * @param {Manner} manner
 */
function gapToNeighbour(prompt, caret, token, written, { knows }) {
  const tail = prompt.slice(caret, token.end);
  const words = tail.trim();
  if (!knows || words === "" || words === tail || written.endsWith(words)) return 0;
  if (!knows(words) || knows(prompt.slice(token.start, token.end))) return 0;
  return tail.length - tail.trimStart().length;
}

/**
 * @param {string} prompt
 * @param {number} end
 * @param {Token} token
 * @param {Manner} manner
 */
function separator(prompt, end, token, { comma }) {
  // A group or a choice ends with its bracket, and what comes next is the user's to say.
  if (!comma || token.inside !== "") return "";
  const rest = prompt.slice(end);
  if (rest.trim() === "" && !rest.includes("\n")) return rest === "" ? ", " : ",";
  return /^[^\S\n]*\n/.test(rest) ? "," : "";
}
