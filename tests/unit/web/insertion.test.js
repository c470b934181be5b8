import assert from "node:assert/strict";
import { test } from "node:test";

import { insertion } from "../../../web/js/insertion.js";
import { tokenAt } from "../../../web/js/prompt.js";
import { isFace, written } from "../../../web/js/spelling.js";

const KNOWN = new Set(["long hair", "blue eyes", "smile"]);

/**
 * @param {string} marked a prompt with ^ at the caret
 * @param {string} completed
 * @param {boolean} comma
 */
function after(marked, completed, comma) {
  const caret = marked.indexOf("^");
  const text = marked.replace("^", "");
  const manner = { comma, knows: (/** @type {string} */ name) => KNOWN.has(name) };
  const edit = insertion(text, caret, tokenAt(text, caret), completed, manner);
  const done = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  return `${done.slice(0, edit.caret)}^${done.slice(edit.caret)}`;
}

const WITH_COMMA = [
  ["lo^", "long hair", "long hair, ^"],
  ["1girl, lo^", "long hair", "1girl, long hair, ^"],
  ["lo^, smile", "long hair", "long hair^, smile"],
  ["lo^ , smile", "long hair", "long hair^ , smile"],
  ["lo^\nsmile", "long hair", "long hair,^\nsmile"],
  ["lo^ng ha, smile", "long hair", "long hair^, smile"],
  ["(lo^:1.2), smile", "long hair", "(long hair^:1.2), smile"],
  ["(lo^)", "long hair", "(long hair^)"],
  ["{lo^|smile}", "long hair", "{long hair^|smile}"],
  ["smi^ long hair", "smile", "smile, ^long hair"],
  ["long^ hair, smile", "long sleeves", "long sleeves^, smile"],
  ["long^ hair, smile", "long hair", "long hair^, smile"],
  ["ganyu_(^, smile", "ganyu \\(genshin impact\\)", "ganyu \\(genshin impact\\)^, smile"],
  ["smile, <lora:an^", "<lora:anime:1>", "smile, <lora:anime:1>, ^"],
  ["<lora:an^:0.8>, smile", "<lora:anime:0.8>", "<lora:anime:0.8>^, smile"],
  ["__co^, smile", "__colour__", "__colour__^, smile"],
  ["lo^  ", "long hair", "long hair,^  "],
];

for (const [marked, completed, expected] of WITH_COMMA) {
  test(`${JSON.stringify(marked)} takes ${completed}`, () => assert.equal(after(marked, completed, true), expected));
}

test("no comma when the user wants none", () => assert.equal(after("lo^", "long hair", false), "long hair^"));

const SPELLINGS = [
  ["long_hair", "long hair"],
  ["ganyu_(genshin_impact)", "ganyu \\(genshin impact\\)"],
  ["score_9_up", "score_9_up"],
  ["^_^", "^_^"],
  ["0_0", "0_0"],
  [">_<", ">_<"],
  ["(o)_(o)", "\\(o\\)_\\(o\\)"],
  [":)", ":\\)"],
  ["a_(b_\\(c\\))", "a \\(b \\(c\\)\\)"],
];

for (const [tag, expected] of SPELLINGS) {
  test(`${tag} is written ${expected}`, () => assert.equal(written(tag, { underscores: false }), expected));
}

test("underscores stay where the user wants them", () => {
  assert.equal(written("ganyu_(genshin_impact)", { underscores: true }), "ganyu_\\(genshin_impact\\)");
});

test("faces are told from words", () => {
  const tags = ["^_^", "@_@", "o_o", "x_x", "|_|", "+_-", "a_b_c", "long_hair", "v_arms", "no_hat"];
  assert.deepEqual(tags.filter(isFace), ["^_^", "@_@", "o_o", "x_x", "|_|", "+_-"]);
});
