/** Completing file names: LoRAs, embeddings, wildcards. A few thousand at most, so they are simply read through. */

/**
 * @param {readonly string[]} names
 * @param {string} query
 * @param {number} limit
 * @returns {string[]} names that hold every word typed: beginnings of the file name first, then of a word, then the rest
 */
export function findNames(names, query, limit) {
  const words = normal(query).split(" ").filter(Boolean);
  /** @type {string[][]} */
  const found = [[], [], []];
  for (const name of names) {
    const plain = normal(name);
    if (!words.every((word) => plain.includes(word))) continue;
    const own = plain.slice(plain.lastIndexOf("/") + 1);
    const first = words[0] ?? "";
    found[own.startsWith(first) ? 0 : plain.match(/[a-z0-9]+/g)?.some((word) => word.startsWith(first)) ? 1 : 2].push(name);
  }
  return found.flat().slice(0, limit);
}

/**
 * @param {string} name a path below its folder; Windows writes it with backslashes
 * @returns {string}
 */
function normal(name) {
  return name.toLowerCase().replaceAll("\\", "/").replace(/[\s_-]+/g, " ").trim();
}
