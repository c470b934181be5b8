/** Which letters of a name were typed. */

/**
 * @param {string} name
 * @param {string} query
 * @returns {[number, number][]} stretches of `name`, in order: its beginning, else words, else first letters
 */
export function marks(name, query) {
  const plain = normal(name);
  const typed = normal(query).replace(/^[a-z]+: *(?=\S)/, (prefix) => (plain.startsWith(prefix) ? prefix : ""));
  const whole = typed.trim();
  if (whole === "") return [];
  if (plain.startsWith(whole)) return [[0, whole.length]];
  return byWords(plain, whole) ?? byInitials(plain, whole.replace(/^\//, "")) ?? [];
}

/** @param {string} text of the same length after this, so that places stay valid */
function normal(text) {
  const lower = text.toLowerCase();
  return (lower.length === text.length ? lower : text).replaceAll("_", " ");
}

/**
 * @param {string} plain
 * @param {string} typed
 * @returns {[number, number][] | null}
 */
function byWords(plain, typed) {
  /** @type {[number, number][]} */
  const found = [];
  for (const word of typed.split(/[\s()]+/).filter(Boolean)) {
    const at = wordStarts(plain).find((start) => plain.startsWith(word, start) && !covers(found, start));
    if (at === undefined) return null;
    found.push([at, at + word.length]);
  }
  return found.length === 0 ? null : found.sort((a, b) => a[0] - b[0]);
}

/**
 * @param {string} plain
 * @param {string} typed
 * @returns {[number, number][] | null}
 */
function byInitials(plain, typed) {
  const starts = wordStarts(plain);
  const hit = [...typed].every((letter, i) => starts[i] !== undefined && plain[starts[i]] === letter);
  return hit ? [...typed].map((_, i) => [starts[i], starts[i] + 1]) : null;
}

/** @param {string} plain */
function wordStarts(plain) {
  return [...plain.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]|(?<=\p{N})\p{L}|[\u3040-\u9fff]/gu)].map(({ index }) => index);
}

/**
 * @param {[number, number][]} found
 * @param {number} place
 */
function covers(found, place) {
  return found.some(([from, to]) => from <= place && place < to);
}
