/**
 * The index as one binary file, which the page opens by laying typed arrays over it.
 *
 * All numbers are little endian. The head is ten uint32:
 *   0  0x49544154, the letters TATI
 *   1  FORMAT
 *   2  rows
 *   3  aliases
 *   4  bytes of folded text
 *   5  word starts
 *   6  odd spellings
 *   7  bytes of odd spellings
 *   8  1 when the list's own spelling has underscores for spaces, else 0
 *   9  0, kept for later
 * Then come these sections, each padded with zeros to a multiple of four bytes (see tag_index.js for their meaning):
 *   counts int32[rows], aliasRows uint32[aliases], starts uint32[word starts], oddTexts uint32[odd spellings],
 *   categories uint8[rows], bytes uint8[bytes of folded text], oddBytes uint8[bytes of odd spellings]
 * nodes/vocabulary/index.py writes it.
 */
import { completeIndex } from "./tag_index.js";

const MAGIC = 0x49544154;
export const FORMAT = 1;
const HEAD = 10;

/**
 * @param {ArrayBuffer} buffer the whole file; the index keeps it
 * @returns {import("./tag_index.js").TagIndex}
 * @throws {Error} when it is no index file, of another format, or cut short
 */
export function openIndex(buffer) {
  if (buffer.byteLength < HEAD * 4) throw new Error(`tag index: ${buffer.byteLength} bytes are no index file`);
  const [magic, format, rows, aliases, textBytes, starts, odd, oddBytes, underscores] = new Uint32Array(buffer, 0, HEAD);
  if (magic !== MAGIC) throw new Error(`tag index: starts with 0x${magic.toString(16)}, not 0x${MAGIC.toString(16)}`);
  if (format !== FORMAT) throw new Error(`tag index: format ${format} is not ${FORMAT}; reload the page`);
  const sizes = [rows * 4, aliases * 4, starts * 4, odd * 4, rows, textBytes, oddBytes];
  const places = [HEAD * 4];
  for (const size of sizes) places.push(places[places.length - 1] + Math.ceil(size / 4) * 4);
  const end = places[sizes.length];
  if (end !== buffer.byteLength) throw new Error(`tag index: ${buffer.byteLength} bytes instead of ${end}`);
  return completeIndex({
    rows,
    counts: new Int32Array(buffer, places[0], rows),
    aliasRows: new Uint32Array(buffer, places[1], aliases),
    starts: new Uint32Array(buffer, places[2], starts),
    oddTexts: new Uint32Array(buffer, places[3], odd),
    categories: new Uint8Array(buffer, places[4], rows),
    bytes: new Uint8Array(buffer, places[5], textBytes),
    oddBytes: new Uint8Array(buffer, places[6], oddBytes),
    separator: underscores === 1 ? "_" : " ",
  });
}
