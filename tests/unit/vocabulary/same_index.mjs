// Says where an index file and an index of the same rows differ: same_index.mjs FILE ROWS.json, answer on stdout.
import { readFileSync } from "node:fs";

import { fold } from "../../../web/js/fold.js";
import { buildIndex, openIndex, search, suggest } from "../../../web/js/search.js";

const [, , indexPath, rowsPath] = process.argv;
const file = readFileSync(indexPath);
const opened = openIndex(file.buffer.slice(file.byteOffset, file.byteOffset + file.length));
const rows = JSON.parse(readFileSync(rowsPath, "utf8"));
const built = buildIndex(rows);

const different = Object.keys(built).filter((key) => {
  const [a, b] = [Reflect.get(opened, key), Reflect.get(built, key)];
  if (!ArrayBuffer.isView(a)) return a !== b;
  return Buffer.compare(bytesOf(a), bytesOf(b)) !== 0;
});
const step = Math.ceil(rows.length / 60);
const typed = rows.filter((_, i) => i % step === 0).flatMap(({ tag }) => [1, 3, 6, 99].map((end) => tag.slice(0, end)));
for (const query of [...typed, "hair long", "lh", "/lav", "lnog hair", "character:m"]) {
  const options = { context: ["1girl", query], usage: { solo: 3 } };
  if (JSON.stringify(search(opened, query, options)) !== JSON.stringify(search(built, query, options))) {
    different.push(`search ${query}`);
  }
}
if (JSON.stringify(suggest(opened)) !== JSON.stringify(suggest(built))) different.push("suggest");
console.log(JSON.stringify({ different, folded: rows.map(({ tag }) => fold(tag)) }));

/** @param {ArrayBufferView} view */
function bytesOf(view) {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}
