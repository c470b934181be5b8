import assert from "node:assert/strict";
import { test } from "node:test";

import { readPieces } from "../../../web/js/pieces.js";
import { tagsIn, tokenAt } from "../../../web/js/prompt.js";

/** @param {string} marked a prompt with | at the caret */
function at(marked) {
  const caret = marked.indexOf("|");
  const text = marked.slice(0, caret) + marked.slice(caret + 1);
  const token = tokenAt(text, caret);
  return { ...token, text: text.slice(token.start, token.end) };
}

const TAGS = [
  // where the caret is, what is replaced, what was typed of it
  ["lo|", "lo", "lo"],
  ["1girl, lo|", "lo", "lo"],
  ["1girl,lo|", "lo", "lo"],
  ["1girl\nlo|\nsmile", "lo", "lo"],
  ["1girl, lo|ng hair, smile", "long hair", "lo"],
  ["1girl, long |", "long ", "long "],
  ["1girl, | smile", "", ""],
  ["|1girl", "1girl", ""],
  ["(lo|", "lo", "lo"],
  ["(long ha|ir:1.2), smile", "long hair", "long ha"],
  ["((blue eyes, lo|))", "lo", "lo"],
  ["{red|", "red", "red"],
  ["[lo|:1.2]", "lo", "lo"],
  ["[cat:do|g:0.5]", "dog", "do"],
  ["{2$$lo|}", "lo", "lo"],
  ["ganyu \\(gen|shin impact\\), smile", "ganyu \\(genshin impact\\)", "ganyu \\(gen"],
  ["ganyu_(gen|shin_impact), smile", "ganyu_(genshin_impact)", "ganyu_(gen"],
  ["re:z|", "re:z", "re:z"],
  ["character:ga|", "character:ga", "character:ga"],
  [":|", ":", ":"],
  [":)|", ":)", ":)"],
  [">:(|, smile", ">:(", ">:("],
  ["a BREAK lo|", "lo", "lo"],
  ["a\u3001lo|", "lo", "lo"],
  ["\u9577\u3044|", "\u9577\u3044", "\u9577\u3044"],
  ["<lora:x:1> lo|", "lo", "lo"],
  ["__colour__ dr|", "dr", "dr"],
  ["/* note */ lo|", "lo", "lo"],
];

for (const [marked, replaced, query] of TAGS) {
  test(`a tag at ${JSON.stringify(marked)}`, () => {
    const token = at(marked);
    assert.deepEqual([token.kind, token.text, token.query], ["tag", replaced, query]);
  });
}

test("in a choice the bar separates", () => {
  const text = "{red|blu}";
  assert.equal(tokenAt(text, 8).query, "blu");
});

const OTHERS = [
  ["<lora:ani|me:0.8>", "lora", "ani"],
  ["<lora:ani|", "lora", "ani"],
  ["<lo|", "lora", ""],
  ["<lora:anime:0.|8>", "number", "anime:0."],
  ["<lora:anime:|>", "number", "anime:"],
  ["embedding:ea|", "embedding", "embedding:ea"],
  ["(embedding:ea|:1.2)", "embedding", "embedding:ea"],
  ["__hair/co|", "wildcard", "__hair/co"],
  ["__|", "wildcard", "__"],
  ["(long hair:|)", "number", ""],
  ["(long hair:1.|2)", "number", "1."],
  ["long hair:1|", "number", "1"],
  ["a // lo|", "comment", "// lo"],
  ["a /* lo|ng */", "comment", "/* lo"],
  ["a, BREAK|", "word", "BREAK"],
];

for (const [marked, kind, query] of OTHERS) {
  test(`${kind} at ${JSON.stringify(marked)}`, () => {
    const token = at(marked);
    assert.deepEqual([token.kind, token.query], [kind, query]);
  });
}

const PROSE = [
  ["She is standing in the r|", true],
  ["A girl. With lo|", true],
  ["one two three four five six|", true],
  ["the legend of the z|", true],
  ["looking at vi|", false],
  ["hair over one ey|", false],
  ["dr. st|", true],
];

for (const [marked, prose] of PROSE) {
  test(`${prose ? "prose" : "no prose"} at ${JSON.stringify(marked)}`, () => assert.equal(at(marked).prose, prose));
}

test("a parenthesis after a space may belong to a name", () => {
  const { query, wider } = at("smile, ganyu (gen|");
  assert.deepEqual([query, wider], ["gen", 7]);
});

test("the tags of a prompt, without weights, comments, LoRAs and what is being typed", () => {
  const text = "1girl, (long hair:1.2), <lora:x:1>, /* old, */ {red|blue} eyes BREAK smi";
  assert.deepEqual(tagsIn(text, tokenAt(text, text.length)), ["1girl", "long hair", "red", "blue", "eyes"]);
});

test("pieces neither overlap nor run backwards", () => {
  const marks = ["(", ")", "[", "]", "{", "}", "|", ",", "\n", ":", "1", "a ", "_(", "\\", "<lora:", ">", "//", "/*", "*/", "__", "BREAK"];
  let seed = 7;
  for (let round = 0; round < 3000; round++) {
    let text = "";
    for (let i = 0; i < 12; i++) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      text += marks[seed % marks.length];
    }
    let last = 0;
    for (const { from, to, start, end } of readPieces(text)) {
      assert.ok(last <= from && from <= start && start <= end && end <= to && to <= text.length, text);
      last = to;
    }
  }
});
