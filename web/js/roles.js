/** Which roles a prompt still expects: prompts are written in an order, and a preset says in which. */

/** Roles by Danbooru's category numbers, as far as a prompt's order speaks of them. */
export const CATEGORY_ROLES = Object.freeze(["general", "artist", "special", "series", "character", "meta"]);

/** Used where no preset is known: the order that models trained on tags agree on most. */
export const USUAL_ORDER = Object.freeze(["count", "character", "series", "artist", "general"]);

/** The tags that say who is in the picture, in folded spelling. Their category is general. */
export const COUNT_TAGS = Object.freeze(
  ["girl", "boy", "other"]
    .flatMap((who) => [`1${who}`, ...[2, 3, 4, 5].map((n) => `${n}${who}s`), `6+${who}s`, `multiple ${who}s`])
    .concat("solo", "no humans"),
);

/** In powers of two, as popularity is: the next role of the order, the one after it, a role left behind. */
const NEXT = 3;
const AFTER_NEXT = 1;
const PASSED = -5;

/**
 * @typedef {object} PromptTag
 * @property {string} folded
 * @property {string} role
 */

/**
 * @param {readonly string[]} order roles in the order of the preset's template; what an index has no rows for
 *   (quality, rating, year) is passed over
 * @param {PromptTag[]} tags the prompt so far
 * @returns {Map<string, number>} by role, how much likelier than usual it is for the next tag, in powers of two
 */
export function expectedRoles(order, tags) {
  const known = order.filter((role) => USUAL_ORDER.includes(role));
  const reached = Math.max(-1, ...tags.map(({ role }) => known.indexOf(role)));
  const ahead = [0, NEXT, AFTER_NEXT];
  /** @type {Map<string, number>} */
  const expected = new Map();
  known.forEach((role, place) => {
    // General tags are most of every prompt and come at any time.
    if (role !== "general") expected.set(role, place <= reached ? PASSED : (ahead[place - reached] ?? 0));
  });
  const last = tags.at(-1)?.role;
  if (last === "count") expected.set("count", AFTER_NEXT);
  if (!tags.some(({ role }) => role === "general") && missesCharacter(tags)) expected.set("character", NEXT);
  return expected;
}

/**
 * Whether fewer characters are named than people are counted. An original character has no name.
 * @param {PromptTag[]} tags
 */
function missesCharacter(tags) {
  let people = 0;
  let characters = 0;
  for (const { folded, role } of tags) {
    if (folded === "original") return false;
    if (role === "character") characters++;
    if (role !== "count") continue;
    const number = folded.match(/^\d/);
    if (number) people += Number(number[0]);
    else if (folded.startsWith("multiple ")) people += 2;
  }
  return characters < people;
}
