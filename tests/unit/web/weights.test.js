import assert from "node:assert/strict";
import { test } from "node:test";

import { reweighted } from "../../../web/js/weights.js";

/**
 * @param {string} marked a prompt with ^ at the caret, or two around the selection
 * @param {number} step
 */
function after(marked, step) {
  const from = marked.indexOf("^");
  const text = marked.replaceAll("^", "");
  const to = marked.lastIndexOf("^") - (marked.lastIndexOf("^") > from ? 1 : 0);
  const edit = reweighted(text, from, to, step);
  if (edit === null) return null;
  const done = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  const [first, second] = edit.select;
  const caret = first === second ? "^" : `^${done.slice(first, second)}^`;
  return done.slice(0, first) + caret + done.slice(second);
}

const CASES = [
  ["smile, long ^hair, hat", 0.05, "smile, (long ^hair:1.05), hat"],
  ["smile, (long ^hair:1.05), hat", 0.05, "smile, (long ^hair:1.1), hat"],
  ["smile, (long ^hair:1.05), hat", -0.05, "smile, long ^hair, hat"],
  ["long hair^", -0.1, "(long hair^:0.9)"],
  ["(long hair)^", 0.1, "(long hair^:1.2)"],
  ["(long ^hair, smile:1.2)", 0.1, "(long ^hair, smile:1.3)"],
  ["((^a))", 0.1, "((^a:1.2))"],
  ["<lora:an^ime:0.8>", 0.1, "<lora:an^ime:0.9>"],
  ["<lora:an^ime>", -0.1, "<lora:an^ime:0.9>"],
  ["^long hair, smile^, hat", 0.05, "(^long hair, smile^:1.05), hat"],
  ["ganyu_(gen^shin_impact)", 0.05, "(ganyu_\\(ge^nshin_impact\\):1.05)"],
  ["ganyu \\(genshin^\\)", 0.05, "(ganyu \\(genshin^\\):1.05)"],
  ["// long ^hair", 0.05, null],
  ["a, ^", 0.05, null],
  ["a, BRE^AK", 0.05, null],
];

for (const [marked, step, expected] of CASES) {
  test(`${marked} by ${step}`, () => assert.equal(after(marked, step), expected));
}
