/** Likely next tags where nothing is typed yet. */
import { likelihood, readContext } from "./context.js";
import { describe } from "./results.js";

/** The most used rows that are weighed beside those that the context speaks for. */
const MOST_USED = 400;

/**
 * @param {import("./tag_index.js").TagIndex} index
 * @param {{limit?: number} & import("./context.js").Surroundings} [options]
 * @returns {import("./results.js").Result[]} tags that the prompt lacks, likeliest first: what its tags bring with
 *   them, the roles that its order expects next, the user's habits, and then what is used most
 */
export function suggest(index, options = {}) {
  const { limit = 20 } = options;
  const context = readContext(index, options);
  const rows = new Set(context.boosts.keys());
  for (let row = 0; row < Math.min(index.rows, MOST_USED); row++) rows.add(row);
  return [...rows]
    .filter((row) => !context.usedRows.has(row))
    .map((row) => ({ row, score: likelihood(index, context, row) }))
    .sort((a, b) => b.score - a.score || a.row - b.row)
    .slice(0, limit)
    .map(({ row }) => describe(index, { row }));
}
