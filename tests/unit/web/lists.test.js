import assert from "node:assert/strict";
import { test } from "node:test";

import { Completions } from "../../../web/js/completions.js";
import { Implications } from "../../../web/js/implications.js";
import { place } from "../../../web/js/placement.js";
import { guidance } from "../../../web/js/presets.js";
import { buildIndex } from "../../../web/js/search.js";
import { readOptions, settingDefinitions } from "../../../web/js/settings.js";
import { Usage } from "../../../web/js/usage.js";

const INDEX = buildIndex([
  { tag: "long_hair", count: 4_000_000, aliases: "longhair" },
  { tag: "looking_at_viewer", count: 3_000_000 },
  { tag: "very_long_hair", count: 900_000 },
  { tag: "the_legend_of_zelda", category: 3, count: 70_000 },
  { tag: "ganyu_(genshin_impact)", category: 4, count: 20_000 },
  { tag: "^_^", count: 9_000 },
  { tag: "lowres", category: 5, count: 90_000 },
]);

const OPTIONS = readOptions(() => undefined);
const NO_FILES = { lora: async () => [], embedding: async () => [], wildcard: async () => [] };

/**
 * @param {string} marked a prompt with ^ at the caret
 * @param {Partial<import("../../../web/js/settings.js").Options>} [options]
 * @param {object} [about]
 */
function offered(marked, options = {}, about = {}) {
  const completions = new Completions(NO_FILES, () => {});
  completions.index = INDEX;
  const caret = marked.indexOf("^");
  const all = { usage: new Map(), ...about };
  return completions.at(marked.replace("^", ""), caret, { ...OPTIONS, ...options }, all);
}

const OFFERS = [
  ["lo^", "long hair"],
  ["(lo^:1.2)", "long hair"],
  ["smile, gan^", "ganyu (genshin impact)"],
  ["ganyu (gen^", "ganyu (genshin impact)"],
  ["the legend of ^", "the legend of zelda"],
  ["she is on the lo^", undefined],
  ["// lo^", undefined],
  ["(lo:1.^)", undefined],
  ["smile, ^", undefined],
];

for (const [marked, first] of OFFERS) {
  test(`at ${marked} the first is ${first}`, () => assert.equal(offered(String(marked)).completions[0]?.name, first));
}

test("how a suggestion is shown and written", () => {
  const [ganyu] = offered("ganyu^").completions;
  assert.equal(ganyu.written, "ganyu \\(genshin impact\\)");
  assert.deepEqual([ganyu.kind, ganyu.figure], ["character", "20k"]);
  assert.equal(ganyu.wiki, "https://danbooru.donmai.us/wiki_pages/ganyu_(genshin_impact)");
  assert.equal(offered("ganyu^", { underscores: true }).completions[0].written, "ganyu_\\(genshin_impact\\)");
});

test("a parenthesis of a name is replaced with the name", () => {
  const { token } = offered("smile, ganyu (gen^");
  assert.equal(token.start, 7);
});

test("too few letters, unless asked", () => {
  assert.equal(offered("l^", { letters: 2 }).completions.length, 0);
  assert.notEqual(offered("l^", { letters: 2 }, { asked: true }).completions.length, 0);
});

test("after a comma only if wanted or asked", () => {
  assert.notEqual(offered("1girl, ^", { next: true }).completions.length, 0);
  assert.notEqual(offered("1girl, ^", {}, { asked: true }).completions.length, 0);
});

test("what the prompt holds is marked", () => {
  const used = offered("long hair, lo^").completions.find(({ name }) => name === "long hair");
  assert.equal(used?.used, true);
});

test("special tags of the preset go first", () => {
  const names = offered("lo^", {}, { guidance: { special: ["low score"], order: ["general"] } }).completions;
  assert.deepEqual([names[0].name, names[0].kind], ["low score", "special"]);
});

test("LoRAs, once their names are there", async () => {
  const arrived = new Promise((resolve) => {
    const files = { ...NO_FILES, lora: async () => ["style/ink.safetensors", "pen.safetensors"] };
    const completions = new Completions(files, () => resolve(completions));
    completions.at("<lora:", 6, OPTIONS, { usage: new Map() });
  });
  const completions = /** @type {Completions} */ (await arrived);
  const at = (/** @type {string} */ text, /** @type {number} */ caret) =>
    completions.at(text, caret, OPTIONS, { usage: new Map() }).completions.map(({ written }) => written);
  assert.deepEqual(at("<lora:in", 8), ["<lora:style/ink:1>"]);
  assert.deepEqual(at("<lora:in:0.7>", 8), ["<lora:style/ink:0.7>"]);
});

const PLACES = [
  ["below", { left: 100, top: 100, bottom: 120 }, { left: 100, top: 124, room: 266 }],
  ["left of the edge", { left: 900, top: 100, bottom: 120 }, { left: 612, top: 124, room: 266 }],
  ["right of the edge", { left: -50, top: 100, bottom: 120 }, { left: 8, top: 124, room: 266 }],
  ["above", { left: 100, top: 700, bottom: 720 }, { left: 100, bottom: 104, room: 266 }],
  ["in what room there is", { left: 100, top: 200, bottom: 220 }, { left: 100, bottom: 104, room: 188 }, 300],
];

for (const [name, anchor, expected, height = 800] of PLACES) {
  test(`the list stands ${name}`, () => {
    const view = { width: 1000, height: Number(height) };
    assert.deepEqual(place(/** @type {any} */ (anchor), { width: 380, height: 266 }, view), expected);
  });
}

const PRESETS = [
  {
    id: "a-1",
    names: ["a-xl", "a-xl-1"],
    prompt: { order: ["quality", "general"] },
    tags: { quality: [{ tag: "best" }], year: [{ tag: "year {n}", low: 2023, high: 2025 }], rating: [{ tags: ["safe"] }] },
  },
  { id: "b-2", names: ["b"], prompt: { order: ["general"] }, tags: {} },
];

test("what a preset says, by its id or by the checkpoint's name", () => {
  const special = ["best", "safe", "year 2025", "year 2024", "year 2023"];
  assert.deepEqual(guidance(PRESETS, "a-1"), { special, order: ["quality", "general"] });
  assert.deepEqual(guidance(PRESETS, "auto:A_XL-1.0.safetensors")?.special, special);
  for (const wanted of [undefined, "c", "auto:", "auto:c.safetensors"]) assert.equal(guidance(PRESETS, wanted), undefined);
});

test("implications by name", () => {
  const row = (/** @type {string} */ tag) => ["long_hair", "looking_at_viewer", "very_long_hair"].indexOf(tag);
  const implied = new Implications(INDEX, new Uint32Array([row("very_long_hair"), row("long_hair")]).buffer);
  assert.deepEqual(implied.get("very long hair"), ["long_hair"]);
  assert.deepEqual(implied.get("long_hair"), []);
  assert.equal(implied.get("unheard of"), undefined);
});

test("settings have sensible defaults, also where the host holds nonsense", () => {
  assert.deepEqual(readOptions(() => 17n), OPTIONS);
  assert.deepEqual([OPTIONS.accept, OPTIONS.weights, OPTIONS.where, OPTIONS.next], ["Tab", "own", "all", false]);
  const ids = settingDefinitions().map((setting) => Reflect.get(setting, "id"));
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^TagAtelier\.[A-Z][a-z]+\.[A-Z][a-z]+$/);
});

test("usage counts, survives a broken file, and forgets", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {object[]} */
  const saved = [];
  const usage = new Usage((counts) => saved.push(counts));
  usage.load({ smile: 2, wrong: "often", less: -1 });
  usage.load(["what"]);
  usage.load(null);
  usage.add("smile");
  usage.add("hat");
  context.mock.timers.tick(5000);
  usage.forget();
  context.mock.timers.tick(0);
  assert.deepEqual(saved, [{ smile: 3, hat: 1 }, {}]);
});

test("only the most used tags weigh in a search", () => {
  const usage = new Usage(() => {});
  usage.load(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`tag ${i}`, i + 1])));
  assert.equal(usage.most.size, 100);
  assert.equal(usage.most.get("tag 499"), 500);
});
