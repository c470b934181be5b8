// A real tag list for benchmarks and tests: danbooru.csv in the folder that TAG_DATA names, or beside the repository.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = process.env.TAG_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));

/** The reason to skip what needs the list; false when it is there. */
export const missingList = existsSync(`${FOLDER}/danbooru.csv`) ? false : "no danbooru.csv: name its folder in TAG_DATA";

/** @returns {{tag: string, category: number, count: number, aliases: string}[]} */
export function readRows() {
  return readTable("danbooru.csv").map(([tag, category, count, aliases]) => ({
    tag,
    category: Number(category),
    count: Number(count),
    aliases,
  }));
}

/** @returns {Map<string, string[]>} by tag, what it implies */
export function readImplications() {
  const implications = new Map();
  for (const [tag, implied] of readTable("danbooru_implications.csv")) {
    implications.set(tag, [...(implications.get(tag) ?? []), implied]);
  }
  return implications;
}

/**
 * The list again and again under other names, for sizes that no real list has.
 * @param {ReturnType<typeof readRows>} rows
 * @param {number} times
 */
export function repeated(rows, times) {
  return Array.from({ length: times }, (_, round) =>
    rows.map(({ tag, category, count, aliases }) =>
      round === 0
        ? { tag, category, count, aliases }
        : { tag: `${tag}_${"vwxyz".charAt(round % 5)}${round}`, category, count: Math.ceil(count / (round + 1)), aliases: "" },
    ),
  ).flat();
}

/** @param {string} name */
function readTable(name) {
  const lines = readFileSync(`${FOLDER}/${name}`, "utf8").split(/\r?\n/).filter(Boolean);
  return lines.map((line) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, bare]) =>
      quoted === undefined ? bare : quoted.replaceAll('""', '"'),
    ),
  );
}
