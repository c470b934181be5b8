// How long one search takes, key by key, each key the best of five: `node tests/bench/search_speed.mjs [times the list is repeated]`.
import { buildIndex, search, suggest } from "../../web/js/search.js";
import { fold } from "../../web/js/fold.js";
import { missingList, readRows, repeated } from "./tag_list.mjs";

if (missingList) throw new Error(missingList);
const times = Number(process.argv[2] ?? 1);
const list = readRows();
const rows = repeated(list, times);

// Every beginning of what people type: common and rare tags, single letters, words, initials, typos, other scripts.
const TYPED = [
  ..."abcdefghijklmnopqrstuvwxyz0123456789(:/",
  ...list.filter((_, rank) => rank % 97 === 0 && rank < 20_000).map(({ tag }) => tag),
  "long hair", "hair long", "s h", "a s l", "blue eyes dress", "/lh", "/lav", "lav", "wbg", "fgo",
  "character:hatsune", "artist:wlop", "series:", "general:hold", "lnog hair", "hatsnue miku", "bleu eyes",
  "zzqx", "qqqqqqqq", "masterpeice", "初音ミク", "神坂春姫", "black★rock", "girls und", "saber_\\(fate\\)",
];
const PROMPT = ["1girl", "solo", "hatsune miku", "vocaloid", "long hair", "twintails", "aqua hair", "looking at viewer"];

let started = performance.now();
const index = buildIndex(rows);
console.log(`${index.rows} rows, ${index.starts.length} word starts; built from rows in ${since(started)} ms`);
const arrays = Object.values(index).filter(ArrayBuffer.isView);
console.log(`index: ${(arrays.reduce((sum, array) => sum + array.byteLength, 0) / 1e6).toFixed(2)} MB in typed arrays`);

const queries = TYPED.flatMap((text) => Array.from(text, (_, i) => text.slice(0, i + 1)));
report("search", queries, (text) => search(index, text));
report("search in a prompt", queries, (text) => search(index, text, { context: PROMPT }));
report("suggest", PROMPT.map((_, i) => PROMPT.slice(0, i)), (context) => suggest(index, { context }));

const names = rows.map(({ tag }) => fold(tag));
report("naive scan and sort", queries.slice(0, 200), (text) => {
  const sought = fold(text);
  return rows.filter((_, i) => names[i].includes(sought)).sort((a, b) => b.count - a.count).slice(0, 20);
});

/**
 * @template Input
 * @param {string} title
 * @param {Input[]} inputs
 * @param {(input: Input) => unknown} run
 */
function report(title, inputs, run) {
  for (const input of inputs.slice(0, 100)) run(input);
  const taken = inputs.map((input) => {
    // The best of a few: what else the machine does is not the search's.
    let ms = Infinity;
    for (let i = 0; i < 5; i++) {
      started = performance.now();
      run(input);
      ms = Math.min(ms, performance.now() - started);
    }
    return { input, ms };
  });
  taken.sort((a, b) => a.ms - b.ms);
  const at = (/** @type {number} */ share) => taken[Math.min(Math.floor(share * taken.length), taken.length - 1)].ms.toFixed(2);
  const slowest = taken.slice(-5).map(({ input, ms }) => `${JSON.stringify(input)} ${ms.toFixed(1)}`);
  console.log(`${title}: ${inputs.length} calls, p50 ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)} ms (${slowest.join(", ")})`);
}

/** @param {number} moment */
function since(moment) {
  return Math.round(performance.now() - moment);
}
