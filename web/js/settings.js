/** What users can set, as the host's settings page shows it. The last one stands first there. */

/**
 * @typedef {object} Options
 * @property {boolean} enabled
 * @property {"all" | "own"} where
 * @property {string} excluded
 * @property {number} letters
 * @property {number} rows
 * @property {boolean} next
 * @property {boolean} learn
 * @property {boolean} underscores
 * @property {boolean} comma
 * @property {string} accept
 * @property {string} down
 * @property {string} up
 * @property {string} close
 * @property {"own" | "all" | "off"} weights
 * @property {string} heavier
 * @property {string} lighter
 */

/** @typedef {{id: string, area: string, name: string, type: string | object, value: unknown, tooltip?: string, options?: object[], attrs?: object}} Setting */

/** @type {Record<keyof Options, Setting>} */
const SETTINGS = {
  enabled: {
    id: "TagAtelier.Completion.Enabled",
    area: "Completion",
    name: "Complete tags while typing",
    type: "boolean",
    value: true,
  },
  where: {
    id: "TagAtelier.Completion.Where",
    area: "Completion",
    name: "In which boxes",
    type: "combo",
    value: "all",
    options: [
      { value: "all", text: "Every prompt box" },
      { value: "own", text: "Tag Atelier nodes only" },
    ],
  },
  excluded: {
    id: "TagAtelier.Completion.Excluded",
    area: "Completion",
    name: "Never in these node types",
    type: "text",
    value: "",
    tooltip: "Names as the node's properties show them, with commas between. Notes are never completed.",
  },
  letters: {
    id: "TagAtelier.Completion.Letters",
    area: "Completion",
    name: "Begin after this many letters",
    type: "slider",
    value: 1,
    attrs: { min: 1, max: 5, step: 1 },
  },
  rows: {
    id: "TagAtelier.Completion.Rows",
    area: "Completion",
    name: "Suggestions at most",
    type: "slider",
    value: 20,
    attrs: { min: 5, max: 50, step: 5 },
  },
  next: {
    id: "TagAtelier.Completion.Next",
    area: "Completion",
    name: "Suggest likely next tags after a comma",
    type: "boolean",
    value: false,
  },
  learn: {
    id: "TagAtelier.Completion.Learn",
    area: "Completion",
    name: "Prefer tags that I use often",
    type: "boolean",
    value: true,
    tooltip: "Counted on this ComfyUI's disk, sent nowhere. The command Forget used tags empties it.",
  },
  underscores: {
    id: "TagAtelier.Writing.Underscores",
    area: "Writing",
    name: "Keep underscores (long_hair)",
    type: "boolean",
    value: false,
    tooltip: "score_9 and faces such as ^_^ keep theirs in any case.",
  },
  comma: {
    id: "TagAtelier.Writing.Comma",
    area: "Writing",
    name: "Write a comma after a tag",
    type: "boolean",
    value: true,
  },
  accept: {
    id: "TagAtelier.Keys.Accept",
    area: "Keys",
    name: "Accept the suggestion",
    type: "text",
    value: "Tab",
    tooltip: "Several keys with commas between, for example: Tab, Enter",
  },
  down: { id: "TagAtelier.Keys.Down", area: "Keys", name: "Next suggestion", type: "text", value: "Down" },
  up: { id: "TagAtelier.Keys.Up", area: "Keys", name: "Previous suggestion", type: "text", value: "Up" },
  close: { id: "TagAtelier.Keys.Close", area: "Keys", name: "Close the list", type: "text", value: "Esc" },
  weights: {
    id: "TagAtelier.Weights.Where",
    area: "Weights",
    name: "Weigh the whole tag under the caret",
    type: "combo",
    value: "own",
    tooltip: "ComfyUI itself takes one word. The step is the one of ComfyUI's own setting.",
    options: [
      { value: "own", text: "In Tag Atelier nodes" },
      { value: "all", text: "In every prompt box" },
      { value: "off", text: "Nowhere" },
    ],
  },
  heavier: { id: "TagAtelier.Weights.Up", area: "Weights", name: "More weight", type: "text", value: "Ctrl+Up" },
  lighter: { id: "TagAtelier.Weights.Down", area: "Weights", name: "Less weight", type: "text", value: "Ctrl+Down" },
};

export const ENABLED = SETTINGS.enabled.id;

/** @returns {object[]} for the host's registerExtension */
export function settingDefinitions() {
  return Object.values(SETTINGS)
    .reverse()
    .map(({ area, value, ...rest }) => ({
      ...rest,
      category: ["Tag Atelier", area, rest.name],
      defaultValue: value,
      onChange: forget,
    }));
}

/** @type {Options | undefined} */
let kept;

/** The host tells of a change before or after it keeps the value, as its version has it. */
function forget() {
  kept = undefined;
  setTimeout(() => (kept = undefined));
}

/**
 * What `readOptions` gives, kept until a setting changes: every key asks several times, and the host's store is slow.
 * @param {(id: string) => unknown} read
 */
export function keptOptions(read) {
  return (kept ??= readOptions(read));
}

/**
 * @param {(id: string) => unknown} read
 * @returns {Options} every value as it is now; one of a wrong type counts as not set
 */
export function readOptions(read) {
  const entries = Object.entries(SETTINGS).map(([key, { id, value }]) => {
    const found = read(id);
    return [key, typeof found === typeof value ? found : value];
  });
  return Object.fromEntries(entries);
}
