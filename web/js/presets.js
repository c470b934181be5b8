/** What a preset says that completion can use: its special tags and its order. */

/**
 * @typedef {object} SpecialTag
 * @property {string} tag
 * @property {number | null} [low]
 * @property {number | null} [high]
 */
/**
 * @typedef {object} Preset as `GET /tag_atelier/presets` gives it
 * @property {string} id
 * @property {string} name
 * @property {string[]} names
 * @property {{order: string[]}} prompt
 * @property {Record<string, (SpecialTag | {tags: string[]})[]>} tags
 */
/** @typedef {{special: string[], order: string[]}} Guidance */

/** Kinds of special tags, most wanted first. */
const KINDS = ["quality", "score", "aesthetic", "rating", "year", "other"];

/**
 * @param {readonly Preset[]} presets
 * @param {string | undefined} wanted an id, or `auto:` and a checkpoint's file name
 * @returns {Guidance | undefined}
 */
export function guidance(presets, wanted) {
  const preset = presetFor(presets, wanted);
  if (!preset) return undefined;
  const special = KINDS.flatMap((kind) => (Array.isArray(preset.tags[kind]) ? preset.tags[kind].flatMap(spelled) : []));
  return { special: [...new Set(special)], order: preset.prompt.order };
}

/**
 * @param {readonly Preset[]} presets
 * @param {string | undefined} wanted an id, or `auto:` and a checkpoint's file name
 * @returns {Preset | undefined}
 */
export function presetFor(presets, wanted) {
  if (wanted?.startsWith("auto:")) return named(presets, wanted.slice(5));
  return presets.find(({ id }) => id === wanted);
}

/**
 * As `nodes/preset/detect.py`: letters and digits alone count, and the longest name decides.
 * @param {readonly Preset[]} presets
 * @param {string} file
 */
function named(presets, file) {
  const plain = letters(file);
  /** @type {{preset?: Preset, length: number}} */
  let best = { length: 0 };
  for (const preset of presets) {
    for (const name of preset.names.map(letters)) {
      if (name.length > best.length && plain.includes(name)) best = { preset, length: name.length };
    }
  }
  return best.preset;
}

/** @param {string} text */
function letters(text) {
  return text.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/**
 * @param {SpecialTag | {tags: string[]}} entry
 * @returns {string[]} `year {n}` for every year, the newest first
 */
function spelled(entry) {
  if ("tags" in entry) return entry.tags;
  if (!entry.tag.includes("{n}")) return [entry.tag];
  const low = entry.low ?? 0;
  const high = entry.high ?? low - 1;
  return Array.from({ length: high - low + 1 }, (_, i) => entry.tag.replace("{n}", String(high - i)));
}
