import assert from "node:assert/strict";
import { test } from "node:test";

import { question, sortedEdit } from "../../../web/js/sort.js";

/** @param {string} marked a prompt with ^ at the caret, or two around the selection */
function box(marked) {
  const value = marked.replaceAll("^", "");
  const selectionStart = marked.indexOf("^");
  const last = marked.lastIndexOf("^");
  return { value, selectionStart, selectionEnd: last > selectionStart ? last - 1 : last };
}

/**
 * @param {string} marked
 * @param {string} sorted
 */
function after(marked, sorted) {
  const before = box(marked);
  const edit = sortedEdit(before, sorted);
  if (edit === null) return null;
  const done = before.value.slice(0, edit.start) + edit.text + before.value.slice(edit.end);
  assert.equal(done, sorted);
  const [first, second] = edit.select;
  const caret = first === second ? "^" : `^${done.slice(first, second)}^`;
  return done.slice(0, first) + caret + done.slice(second);
}

// What the box holds, what the server makes of it, what the box holds then.
const CASES = [
  ["sm^ile, 1girl", "sm^ile, 1girl", null],
  ["sm^ile, 1girl", "1girl, sm^ile"],
  ["smile, 1girl^", "1girl^, smile"],
  ["smile, 1girl, ^", "1girl, smile, ^"],
  ["smile, 1girl,^\n", "1girl, smile,^\n"],
  ["smile, 1girl, smi^le", "1girl, smi^le"],
  ["^ganyu (genshin impact), 1girl", "1girl, ^ganyu \\(genshin impact\\)"],
  ["smile, (night, (rain^:1.2)), 1girl", "1girl, smile, (night, (rain^:1.2))"],
  ["\u{1f600}, a^, \u{1f601}", "\u{1f601}, \u{1f600}, a^"],
  ["night, ^smile, 1girl^, rain", "night, ^1girl, smile^, rain"],
  ["night, smi^le, 1gi^rl, rain", "night, ^1girl, smile^, rain"],
  ["night, ^smile, 1girl, 1girl^", "night, ^1girl, smile^"],
];

for (const [marked, sorted, expected = sorted] of CASES) {
  test(`${marked} as ${sorted}`, () => assert.equal(after(marked, String(sorted).replaceAll("^", "")), expected));
}

test("only what differs is replaced", () => {
  const edit = sortedEdit(box("night, smile, 1girl, rain^"), "night, 1girl, smile, rain");
  assert.deepEqual([edit?.start, edit?.end, edit?.text], [7, 19, "1girl, smile"]);
});

test("a selection is told in characters, a caret not at all", () => {
  assert.deepEqual(question(box("\u{1f600}, ^smile, 1girl^"), "x"), {
    text: "\u{1f600}, smile, 1girl",
    preset: "x",
    selection: [3, 15],
  });
  assert.deepEqual(question(box("smile^"), "x"), { text: "smile", preset: "x" });
});
