import assert from "node:assert/strict";
import { test } from "node:test";

import { ENGLISH, say, size, translate } from "../../../web/js/texts.js";

/** @typedef {Parameters<typeof say>} Said */

const JAPANESE = { language: "ja", texts: { tags: "タグ{count}件", place: "{count}件中{number}件目" } };
/** A language with more forms than English. */
const POLISH = { language: "pl", texts: { tags: { one: "{count} tag", few: "{count} tagi", other: "{count} tagów" } } };

/** @type {[import("../../../web/js/texts.js").Translation | null, Said, string][]} */
const SAID = [
  [null, ["cancel"], "Cancel"],
  [null, ["tags", { count: 1 }], "1 tag"],
  [null, ["tags", { count: 0 }], "0 tags"],
  [null, ["tags", { count: 12345 }], "12,345 tags"],
  [null, ["place", { number: 1, count: 20 }], "1 of 20"],
  [null, ["noList", { status: "404", otherwise: "$& {status}" }], "The server answers with status 404, not with a list. $& {status}"],
  [JAPANESE, ["tags", { count: 1 }], "タグ1件"],
  [JAPANESE, ["tags", { count: 12345 }], "タグ12,345件"],
  [JAPANESE, ["place", { number: 1, count: 20 }], "20件中1件目"],
  [JAPANESE, ["bytes", { count: 1 }], "1 byte"],
  [POLISH, ["tags", { count: 1 }], "1 tag"],
  [POLISH, ["tags", { count: 3 }], "3 tagi"],
  [POLISH, ["tags", { count: 5 }], "5 tagów"],
];

for (const [translation, said, text] of SAID) {
  test(`${translation?.language ?? "en"}: ${JSON.stringify(said)}`, () => {
    translate(translation);
    assert.equal(say(...said), text);
  });
}

/** @type {[number, string][]} */
const SIZES = [
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1 kB"],
  [69_600, "70 kB"],
  [3_787_201, "3.8 MB"],
  [4_000_000, "4.0 MB"],
];

for (const [bytes, text] of SIZES) {
  test(`${bytes} bytes are ${text}`, () => {
    translate(null);
    assert.equal(size(bytes), text);
  });
}

test("sizes follow the language", () => {
  translate({ language: "ko", texts: {} });
  assert.equal(size(3_787_201), "3.8MB");
});

test("English has a form for one and for others", () => {
  for (const [key, text] of Object.entries(ENGLISH)) {
    if (typeof text !== "string") assert.deepEqual(Object.keys(text), ["one", "other"], key);
  }
});
