/** Binary search in what is sorted. */

/**
 * @param {Uint32Array} sorted
 * @param {number} value
 * @returns {number} the first place whose number is not less
 */
export function lowerBound(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * @param {number} length
 * @param {(i: number) => number} compare rises with i
 * @returns {[number, number]} from the first i that compares equal to the one after the last
 */
export function equalRange(length, compare) {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(middle) < 0) low = middle + 1;
    else high = middle;
  }
  const first = low;
  high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(middle) <= 0) low = middle + 1;
    else high = middle;
  }
  return [first, low];
}
