import assert from "node:assert/strict";
import { test } from "node:test";

import { pressed } from "../../../web/js/keys.js";
import { marks } from "../../../web/js/marks.js";
import { findNames } from "../../../web/js/names.js";

/** @param {string} name @param {string} query */
function marked(name, query) {
  let text = "";
  let last = 0;
  for (const [from, to] of marks(name, query)) {
    text += `${name.slice(last, from)}<${name.slice(from, to)}>`;
    last = to;
  }
  return text + name.slice(last);
}

const MARKS = [
  ["long hair", "lo", "<lo>ng hair"],
  ["long_hair", "long h", "<long_h>air"],
  ["very long hair", "hai lo", "very <lo>ng <hai>r"],
  ["long hair", "lh", "<l>ong <h>air"],
  ["looking at viewer", "/lav", "<l>ooking <a>t <v>iewer"],
  ["1girl", "girl", "1<girl>"],
  ["ganyu (genshin impact)", "ganyu (gen", "<ganyu (gen>shin impact)"],
  ["ganyu (genshin impact)", "character:ga", "<ga>nyu (genshin impact)"],
  ["nier:automata", "nier:au", "<nier:au>tomata"],
  ["smile", "xyz", "smile"],
  ["smile", "", "smile"],
];

for (const [name, query, expected] of MARKS) {
  test(`${query} marks ${expected}`, () => assert.equal(marked(name, query), expected));
}

const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const KEYS = [
  [{ key: "Tab" }, "Tab", true],
  [{ key: "Tab", shiftKey: true }, "Tab", false],
  [{ key: "Enter" }, "Tab", false],
  [{ key: "Enter" }, "Tab, Enter", true],
  [{ key: "Enter", ctrlKey: true }, "Tab, Enter", false],
  [{ key: "ArrowUp", ctrlKey: true }, "Ctrl+Up", true],
  [{ key: "ArrowUp", metaKey: true }, "Ctrl+Up", true],
  [{ key: "ArrowUp" }, "Ctrl+Up", false],
  [{ key: "ArrowUp" }, "Up", true],
  [{ key: " ", ctrlKey: true }, "ctrl + space", true],
  [{ key: "Escape" }, "", false],
];

for (const [press, keys, expected] of KEYS) {
  test(`${JSON.stringify(press)} ${expected ? "is" : "is not"} ${keys}`, () => {
    assert.equal(pressed({ ...NONE, ...press }, keys), expected);
  });
}

test("file names by every word typed, beginnings first", () => {
  const names = ["style/ink_wash.safetensors", "washed_out.pt", "styles\\pen-ink.safetensors", "thinking.pt"];
  assert.deepEqual(findNames(names, "ink", 9), [names[0], names[2], names[3]]);
  assert.deepEqual(findNames(names, "wash ink", 9), [names[0]]);
  assert.deepEqual(findNames(names, "", 2), names.slice(0, 2));
});
