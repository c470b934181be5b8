import assert from "node:assert/strict";
import { test } from "node:test";

import { buildIndex, search, suggest } from "../../../web/js/search.js";

/** @type {[string, number, number, string][]} tag, category, count, aliases */
const LIST = [
  ["1girl", 0, 6_000_000, "1girls,sole_female"],
  ["solo", 0, 5_000_000, ""],
  ["long_hair", 0, 4_700_000, "/lh,longhair"],
  ["looking_at_viewer", 0, 3_500_000, "/lav"],
  ["smile", 0, 3_100_000, ":),smiling"],
  ["long_sleeves", 0, 1_700_000, ""],
  ["blonde_hair", 0, 1_600_000, "blonde,yellow_hair"],
  ["hair_ornament", 0, 1_500_000, ""],
  ["thighhighs", 0, 1_200_000, "stocking"],
  ["upper_body", 0, 850_000, "bust"],
  ["2girls", 0, 800_000, ""],
  ["hat", 0, 700_000, ""],
  ["blue_archive", 3, 300_000, ""],
  ["commentary", 5, 250_000, ""],
  ["hatsune_miku", 4, 100_000, "初音ミク,初音未来,하츠네미쿠"],
  ["vocaloid", 3, 90_000, "ボーカロイド"],
  ["honkai:_star_rail", 3, 80_000, "hsr"],
  ["hoshino_(blue_archive)", 4, 20_000, ""],
  ["saber_(fate)", 4, 18_000, ""],
  ["witch_hat", 0, 17_000, ""],
  ["jeanne_d'arc_(fate)", 4, 16_000, ""],
  ["bustier", 0, 19_000, ""],
  ["firefly_(honkai:_star_rail)", 4, 8_000, ""],
  ["wlop", 1, 500, ""],
  ["stocking_(psg)", 4, 400, ""],
  ["pokémon_(café)", 3, 300, "フシギダネ"],
  ["hatch", 0, 200, ""],
  [";)", 0, 150, ""],
  ["^_^", 0, 140, ""],
  ["k-on!", 3, 130, ""],
  ["x", 0, 120, ""],
];
const index = buildIndex(LIST.map(([tag, category, count, aliases]) => ({ tag, category, count, aliases })));

/**
 * @param {string} query
 * @param {object} [options]
 */
function tags(query, options) {
  return search(index, query, options).map(({ tag, used }) => (used ? `${tag}*` : tag));
}

/** What is typed, and all that comes. */
const WHOLE = [
  ["the name itself comes before names that it begins", "hat", "hat hatsune_miku hatch witch_hat"],
  ["names that begin with the query, most used first", "long", "long_hair long_sleeves"],
  ["an underscore is a space", "long_h", "long_hair"],
  ["a space is an underscore", "long h", "long_hair"],
  ["letters in either case", "LONG_Hair", "long_hair"],
  ["a name's beginning goes before other words", "hair", "hair_ornament long_hair blonde_hair"],
  ["words in any order", "hair lo", "long_hair"],
  ["every word has to match", "hair long body", ""],
  ["words match where words start, not inside", "nament", ""],
  ["letters after a number are a word", "girl", "1girl 2girls"],
  ["an alias that is the whole query counts as a beginning", "bust", "upper_body bustier"],
  ["so does a rarer tag's beginning stand below it", "stocking", "thighhighs stocking_(psg)"],
  ["an alias by its beginning", "yellow", "blonde_hair"],
  ["abbreviations of the list", "/lav", "looking_at_viewer"],
  ["and computed ones", "/hm", "hatsune_miku"],
  ["initials without a slash", "hm", "hatsune_miku"],
  ["initials pass over signs", "hsr", "honkai:_star_rail"],
  ["parentheses as prompts escape them", "saber_\\(fate\\)", "saber_(fate)"],
  ["parentheses left out", "saber fate", "saber_(fate)"],
  ["a parenthesis left open", "saber (", "saber_(fate)"],
  ["apostrophes left out", "jeanne darc", "jeanne_d'arc_(fate)"],
  ["apostrophes typed", "jeanne_d'arc", "jeanne_d'arc_(fate)"],
  ["accents left out", "pokemon cafe", "pokémon_(café)"],
  ["accents typed", "pokémon", "pokémon_(café)"],
  ["a hyphen starts a word", "on!", "k-on!"],
  ["an emoticon", ";)", ";)"],
  ["an emoticon as an alias", ":)", "smile"],
  ["an emoticon with an underscore", "^_", "^_^"],
  ["Japanese by its beginning", "初音ミ", "hatsune_miku"],
  ["Japanese by its middle", "ミク", "hatsune_miku"],
  ["Chinese", "未来", "hatsune_miku"],
  ["Korean", "하츠네", "hatsune_miku"],
  ["voiced kana are letters of their own", "フシキ", ""],
  ["a category before a colon", "character:h", "hatsune_miku hoshino_(blue_archive) firefly_(honkai:_star_rail)"],
  ["its short form", "char:hat", "hatsune_miku"],
  ["series are copyrights", "series:v", "vocaloid"],
  ["copyrights are series", "copyright:v", "vocaloid"],
  ["artists", "artist:w", "wlop"],
  ["meta", "meta:", "commentary"],
  ["a colon that belongs to a name", "honkai:_s", "honkai:_star_rail firefly_(honkai:_star_rail)"],
  ["a letter left out", "lon_hair", "long_hair"],
  ["a letter too many", "smiile", "smile"],
  ["a wrong letter", "thighhoghs", "thighhighs"],
  ["swapped letters", "lnog_hair", "long_hair"],
  ["two typos in a long word", "hatsnue_mikk", "hatsune_miku"],
  ["no typos in a short one", "hqt", ""],
  ["nothing like it", "zzzzzz", ""],
  ["one letter", "x", "x"],
];

for (const [rule, query, expected] of WHOLE) {
  test(`${rule}: ${query}`, () => assert.equal(tags(query).join(" "), expected));
}

const FIRST = [
  ["the most used names of a letter", "l", "long_hair looking_at_viewer long_sleeves"],
  ["all characters", "character:", "hatsune_miku hoshino_(blue_archive) saber_(fate)"],
  ["abbreviations before computed ones", "/l", "long_hair looking_at_viewer long_sleeves"],
];
for (const [rule, query, expected] of FIRST) {
  test(`first come ${rule}: ${query}`, () => assert.equal(tags(query, { limit: 3 }).join(" "), expected));
}

test("a result tells its category and count, and the alias when that matched", () => {
  assert.deepEqual(search(index, "hatsune"), [{ tag: "hatsune_miku", category: 4, count: 100_000 }]);
  assert.deepEqual(search(index, "yellow"), [
    { tag: "blonde_hair", category: 0, count: 1_600_000, alias: "yellow_hair" },
  ]);
});

test("one of the first five places goes to a much used tag by its initials", () => {
  const names = ["lha", "lhb", "lhc", "lhd", "lhe", "lhf"].map((tag, i) => ({ tag, category: 0, count: 60 - i }));
  const rows = [...names, { tag: "long_hair", category: 0, count: 100 }, { tag: "large_hand", category: 0, count: 40 }];
  const found = search(buildIndex(rows), "lh").map(({ tag }) => tag);
  assert.deepEqual(found, ["lha", "lhb", "lhc", "lhd", "long_hair", "lhe", "lhf", "large_hand"]);
});

test("a list that writes spaces keeps them", () => {
  const spaced = buildIndex([{ tag: "long hair", count: 2 }, { tag: "score_9", count: 1 }]);
  assert.equal(search(spaced, "long_")[0].tag, "long hair");
  assert.equal(search(spaced, "score 9")[0].tag, "score_9");
});

test("aliases may come as an array, and a tier instead of a count", () => {
  const tiered = buildIndex([
    { tag: "rare", count: 10, aliases: null },
    { tag: "usual", count: null, tier: 5, aliases: ["common", "daily"] },
  ]);
  assert.deepEqual(search(tiered, "da"), [{ tag: "usual", category: 0, count: 0, tier: 5, alias: "daily" }]);
  assert.deepEqual(suggest(tiered).map(({ tag }) => tag), ["usual", "rare"]);
});

test("without counts the list's own order holds", () => {
  const plain = buildIndex(["cb", "ca", "cc"].map((tag) => ({ tag, category: 0, count: 0, aliases: [] })));
  assert.deepEqual(search(plain, "c").map(({ tag }) => tag), ["cb", "ca", "cc"]);
});

const IN_PROMPT = [
  ["what the prompt has stands last in its fit", "long", { context: ["long hair"] }, "long_sleeves long_hair*"],
  ["however the prompt spells it", "sab", { context: ["saber \\(fate\\)"] }, "saber_(fate)*"],
  ["or under an alias", "long", { context: ["longhair"] }, "long_sleeves long_hair*"],
  ["an empty prompt waits for who is counted", "h", { context: [], limit: 2 }, "hair_ornament hat"],
  ["who is counted gets a name", "h", { context: ["1girl"], limit: 2 }, "hair_ornament hatsune_miku"],
  ["the series of the character", "h", { context: ["1girl", "firefly (honkai: star rail)"], limit: 1 }, "honkai:_star_rail"],
  ["the characters of the series", "h", { context: ["1girl", "blue_archive"], limit: 1 }, "hoshino_(blue_archive)"],
  ["once a series is there, no other", "b", { context: ["vocaloid"], limit: 2 }, "blonde_hair bustier"],
  ["what a tag implies", "hat", { context: ["x"], implications: { x: ["hatch"] }, limit: 2 }, "hat hatch"],
  ["implications as a map", "hat", { context: ["x"], implications: new Map([["x", ["hatch"]]]), limit: 2 }, "hat hatch"],
  ["what the user takes often", "hat", { usage: { hatch: 500 }, limit: 2 }, "hat hatch"],
  ["habits as a map", "hat", { usage: new Map([["hatch", 500]]), limit: 2 }, "hat hatch"],
  ["an unknown preset role changes nothing", "long", { context: [], order: ["moon"] }, "long_hair long_sleeves"],
];
for (const [rule, query, options, expected] of /** @type {[string, string, object, string][]} */ (IN_PROMPT)) {
  test(`in a prompt: ${rule}`, () => assert.equal(tags(query, options).join(" "), expected));
}

const SPECIAL = ["masterpiece", "best quality", "absurdres", "long story", "year 2023", "year 2022", "year 2021", "year 2020"];
const SPECIALS = [
  ["stand above names", "lo", {}, "long story, long_hair, looking_at_viewer"],
  ["by any word from three letters on", "qua", {}, "best quality"],
  ["not before", "q", {}, "best quality"],
  ["in the preset's order", "year", {}, "year 2023, year 2022, year 2021"],
  ["below the rest when the prompt has them", "lo", { context: ["long story"] }, "long_hair, looking_at_viewer, long_sleeves"],
  ["by their category", "special:m", {}, "masterpiece"],
  ["not in another", "artist:m", {}, ""],
];
for (const [rule, query, options, expected] of /** @type {[string, string, object, string][]} */ (SPECIALS)) {
  test(`special tags: ${rule}`, () => {
    assert.equal(tags(query, { special: SPECIAL, limit: 3, ...options }).join(", "), expected);
  });
}

const SUGGESTED = [
  ["who is in the picture comes first", [], {}, "1girl solo"],
  ["the series of a character", ["1girl", "hoshino (blue archive)"], {}, "blue_archive"],
  ["what is implied", ["hatsune_miku"], { implications: { hatsune_miku: ["vocaloid"] } }, "vocaloid"],
  ["nothing the prompt has", ["1girl", "solo", "long hair"], {}, "looking_at_viewer"],
];
for (const [rule, context, options, expected] of /** @type {[string, string[], object, string][]} */ (SUGGESTED)) {
  test(`suggested: ${rule}`, () => {
    const found = suggest(index, { context, ...options }).map(({ tag }) => tag);
    assert.equal(found.slice(0, expected.split(" ").length).join(" "), expected);
  });
}

const HOSTILE = [
  "", " ", "_", "/", "//", "(", ")", "\\", "\\(", "*", "[", "^", "$", ".*", "(?:", "\0", "'", "’", ":", "character:", ":x", "-",
  "\u{1F600}", "\ud800", "e\u0301", "ﬀ", "İ", "a".repeat(499), "a ".repeat(240), "x".repeat(10_000), "(".repeat(400),
  "constructor", "__proto__", "toString", "١٢٣", "ελληνικά", "русский", "ไทย", "a_b_c_d_e_f_g_h",
];
for (const query of HOSTILE) {
  test(`survives ${JSON.stringify(query.slice(0, 20))} (${query.length})`, () => {
    const found = search(index, query, { context: [query], special: [query], usage: { [query]: 1 } });
    assert.ok(Array.isArray(found) && found.length <= 20);
    assert.deepEqual(found, search(index, query, { context: [query], special: [query], usage: { [query]: 1 } }));
  });
}

const ODD_ROWS = [
  ["no rows", []],
  ["an empty tag", [{ tag: "", category: 0, count: 1, aliases: "" }]],
  ["a tag of signs only", [{ tag: "_", category: 0, count: 1, aliases: ",,/" }]],
  ["a tag with a NUL", [{ tag: "a\0b", category: 0, count: 1, aliases: "c\0d" }]],
  ["no tag at all", [{}, null, { tag: 5 }]],
  ["counts that are none", [{ tag: "a", count: NaN }, { tag: "b", count: -5 }, { tag: "c", count: 1e300 }]],
  ["the same tag twice", [{ tag: "a", count: 1 }, { tag: "A", count: 2 }]],
  ["three hundred words", [{ tag: "w ".repeat(300) + "end", count: 1 }]],
];
for (const [what, rows] of /** @type {[string, any[]][]} */ (ODD_ROWS)) {
  test(`a list with ${what}`, () => {
    const odd = buildIndex(rows);
    for (const query of ["a", "_", "/", "w w", "end", "c", "zzzz"]) assert.ok(search(odd, query).length <= rows.length);
    assert.ok(suggest(odd, { context: ["a"] }).length <= rows.length);
  });
}

test("a context that changed is read again", () => {
  const first = (/** @type {object} */ options) => tags("hat", { ...options, limit: 2 }).join(" ");
  assert.equal(first({ context: ["1girl"] }), "hat hatsune_miku");
  assert.equal(first({ context: ["1girl", "hat"] }), "hat* hatsune_miku");
  assert.equal(first({ context: ["1girl", "hat"], usage: { hatch: 9e9 } }), "hat* hatch");
  assert.equal(first({}), "hat hatsune_miku");
});

test("roles that no row has are passed over in the preset's order", () => {
  const order = ["quality", "rating", "count", "year", "character", "series", "general"];
  assert.deepEqual(tags("h", { context: ["1girl"], order }), tags("h", { context: ["1girl"] }));
});

test("a limit is kept, none at all included", () => {
  for (const limit of [0, 1, 5, 100]) assert.ok(search(index, "h", { limit }).length <= limit);
});
