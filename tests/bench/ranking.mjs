// How many keys a wanted tag takes until it is among the first five: `node tests/bench/ranking.mjs`.
//
// Tags alone: 200 tags drawn from the 4,000 most used general, copyright and character tags, typed from left to
// right with underscores. "shortest" is the fewest keys of typing from the beginning, from any word, or the
// initials. In prompts: every tag of prompts.txt, typed where it stands, with what stands before it as the context.
// A tag that never comes counts as its length plus one.
import { readFileSync } from "node:fs";
import { buildIndex, search, suggest } from "../../web/js/search.js";
import { fold } from "../../web/js/fold.js";
import { missingList, readImplications, readRows } from "./tag_list.mjs";

if (missingList) throw new Error(missingList);
const FIRST = 5;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const rows = readRows();
const index = buildIndex(rows);
const eligible = rows.filter(({ category }) => [0, 3, 4].includes(category)).sort((a, b) => b.count - a.count);
const wanted = eligible.slice(0, 4000).map(({ tag }) => tag);

/** @typedef {(typed: string) => string[]} Engine the first five tags for what was typed */

console.log("tags alone, no context: average over all 4,000, then over 200 for each seed (median of the seeds)");
const folded = rows.map(({ tag }) => fold(tag));
const byCount = rows.map((_, i) => i).sort((a, b) => rows[b].count - rows[a].count);
alone("ours", remembered((typed) => search(index, typed, { limit: FIRST }).map(({ tag }) => tag)));
alone("naive: substring, most used first", remembered((typed) => {
  const sought = fold(typed);
  const found = [];
  for (let i = 0; i < byCount.length && found.length < FIRST; i++) {
    if (folded[byCount[i]].includes(sought)) found.push(rows[byCount[i]].tag);
  }
  return found;
}));

console.log("\nin prompts: from left to right, shortest, and the same with an open list of suggestions (0 keys)");
const names = new Map(rows.map(({ tag }) => [fold(tag), tag]));
const prompts = readFileSync(new URL("prompts.txt", import.meta.url), "utf8")
  .trim().split("\n").map((line) => line.split(", ").map((tag) => names.get(fold(tag)) ?? tag));
const implications = readImplications();
inPrompts("no context", () => ({}));
inPrompts("context", (context) => ({ context }));
inPrompts("context, implications", (context) => ({ context, implications }));
inPrompts("context, implications, habits", (context, usage) => ({ context, implications, usage }));

/**
 * @param {string} title
 * @param {Engine} engine
 */
function alone(title, engine) {
  const left = new Map(wanted.map((tag) => [tag, keys(engine, tag, tag)]));
  const short = new Map(wanted.map((tag) => [tag, shortest(engine, tag)]));
  for (const [way, cost] of /** @type {const} */ ([["left to right", left], ["shortest", short]])) {
    const samples = SEEDS.map((seed) => average(sample(wanted, 200, seed).map((tag) => cost.get(tag) ?? NaN)));
    const never = [...cost].filter(([tag, count]) => count > tag.length).length;
    console.log(`${title}, ${way}: ${average([...cost.values()]).toFixed(3)}; ` +
      `${samples.map((mean) => mean.toFixed(2)).join(" ")} (${samples.sort((a, b) => a - b)[5].toFixed(2)}); never ${never}`);
  }
}

/**
 * @param {string} title
 * @param {(context: string[], usage: Map<string, number>) => object} options
 */
function inPrompts(title, options) {
  /** @type {Map<string, number>} */
  let usage = new Map();
  const left = [];
  const short = [];
  const open = [];
  for (const prompt of prompts) {
    prompt.forEach((tag, place) => {
      const given = { ...options(prompt.slice(0, place), usage), limit: FIRST };
      const engine = remembered((typed) => search(index, typed, given).map((result) => result.tag));
      left.push(keys(engine, tag, tag));
      short.push(shortest(engine, tag));
      open.push(suggest(index, given).some((result) => result.tag === tag) ? 0 : left[left.length - 1]);
    });
    usage = new Map([...usage, ...prompt.map((tag) => /** @type {const} */ ([tag, (usage.get(tag) ?? 0) + 1]))]);
  }
  console.log(`${title}: ${[left, short, open].map((costs) => average(costs).toFixed(3)).join(", ")} (${left.length} tags)`);
}

/**
 * @param {Engine} engine
 * @param {string} tag
 * @param {string} typed
 */
function keys(engine, tag, typed) {
  for (let count = 1; count <= typed.length; count++) {
    if (engine(typed.slice(0, count)).includes(tag)) return count;
  }
  return tag.length + 1;
}

/**
 * @param {Engine} engine
 * @param {string} tag
 */
function shortest(engine, tag) {
  const words = [...tag.matchAll(/[a-z0-9]+/g)];
  const ways = words.map(({ index: start }) => tag.slice(start));
  const initials = words.map(([word]) => word[0]).join("");
  if (initials.length > 1) ways.push(initials);
  return Math.min(keys(engine, tag, tag), ...ways.map((typed) => keys(engine, tag, typed)));
}

/**
 * @param {Engine} engine
 * @returns {Engine}
 */
function remembered(engine) {
  /** @type {Map<string, string[]>} */
  const known = new Map();
  return (typed) => {
    const found = known.get(typed) ?? engine(typed);
    known.set(typed, found);
    return found;
  };
}

/** @param {number[]} numbers */
function average(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/**
 * Draws without putting back, by a linear congruential generator: the same on every machine.
 * @param {string[]} list
 * @param {number} size
 * @param {number} seed
 */
function sample(list, size, seed) {
  const left = [...list];
  let state = seed;
  return Array.from({ length: size }, () => {
    for (let i = 0; i < 3; i++) state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return left.splice(Math.floor((state / 2 ** 32) * left.length), 1)[0];
  });
}
