import assert from "node:assert/strict";
import { test } from "node:test";

import { openIndex } from "../../../web/js/search.js";

const MAGIC = 0x49544154;

/** What is no index file, and what is said of it. */
const REFUSED = [
  ["nothing", [], /0 bytes are no index file/],
  ["something else", [0x3c21444f, 0, 0, 0, 0, 0, 0, 0, 0, 0], /starts with 0x3c21444f/],
  ["another format", [MAGIC, 99, 0, 0, 0, 0, 0, 0, 0, 0], /format 99 is not 1/],
  ["a file cut short", [MAGIC, 1, 1000, 0, 5000, 1000, 0, 0, 1, 0], /40 bytes instead of/],
  ["fewer texts than rows", [MAGIC, 1, 2, 0, 4, 0, 0, 0, 1, 0, 9, 8, 0, 0x00616161], /do not hold 2 texts/],
  ["a text without an end", [MAGIC, 1, 1, 0, 4, 0, 0, 0, 1, 0, 9, 0, 0x61616161], /do not hold 1 texts/],
];

for (const [what, words, message] of /** @type {[string, number[], RegExp][]} */ (REFUSED)) {
  test(`refuses ${what}`, () => assert.throws(() => openIndex(Uint32Array.from(words).buffer), message));
}
