/** Sorting the places of a byte array by what follows them. */

/**
 * Multikey quicksort: it looks at each byte of a shared beginning once, where a sort that compares whole texts
 * would walk the shared beginnings again and again.
 * @param {Uint8Array} bytes texts, each ended by a NUL
 * @param {{places: Uint32Array, starts: Uint32Array}} words places in rising order, and a number for each
 * @returns {Uint32Array} the numbers in byte order of the texts from their places on; equal texts by place
 */
export function sortStarts(bytes, { places, starts }) {
  const order = Uint32Array.from(places.keys());
  /** @type {[number, number, number][]} from, end, depth */
  const pending = [[0, order.length, 0]];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    const [from, end, depth] = part;
    if (end - from < 2) continue;
    const pivot = bytes[places[order[(from + end) >>> 1]] + depth];
    let less = from;
    let more = end;
    let i = from;
    while (i < more) {
      const byte = bytes[places[order[i]] + depth];
      if (byte < pivot) swap(order, less++, i++);
      else if (byte > pivot) swap(order, i, --more);
      else i++;
    }
    pending.push([from, less, depth], [more, end, depth]);
    if (pivot === 0) order.subarray(less, more).sort();
    else pending.push([less, more, depth + 1]);
  }
  return order.map((number) => starts[number]);
}

/**
 * @param {Uint32Array} list
 * @param {number} a
 * @param {number} b
 */
function swap(list, a, b) {
  const kept = list[a];
  list[a] = list[b];
  list[b] = kept;
}
