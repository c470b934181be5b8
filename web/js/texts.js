/** What the page says to its user, in English and in the page's language. */

/**
 * In English. Values take the places in `{}`. A text that has several forms has one for each form that its language
 * has for `{count}`, named as `Intl.PluralRules` does. Translations are `tagAtelier` in `locales/<language>/main.json`.
 */
export const ENGLISH = {
  noAnswer: "The server does not answer.",
  refused: "The server answers with status {status}.",

  // Completion. The kinds and how much used a tag is are labels: one or two words.
  suggestions: "Tag suggestions",
  wiki: "Open the wiki page of {name}",
  alias: "for {alias}",
  place: "{number} of {count}",
  artist: "artist",
  special: "model",
  series: "series",
  character: "character",
  meta: "meta",
  trained: "trained",
  lora: "LoRA",
  embedding: "embedding",
  wildcard: "wildcard",
  veryRare: "very rare",
  rare: "rare",
  usual: "usual",
  common: "common",
  veryCommon: "very common",
  unopened: "The tag list could not be opened",

  // Commands.
  on: "Tag completion is on",
  off: "Tag completion is off",
  forgotten: "Used tags are forgotten",
  noBox: "No prompt box is in use",
  noBoxHelp: "Click into the one whose tags are to be sorted.",
  emptyBox: "The prompt box is empty",
  sorted: "Sorted for {preset}",
  inOrder: "In the order of {preset} already",
  unsorted: "Not sorted",
  more: "and {count} more",

  // Active lists.
  reading: "Reading the lists",
  starter: "Starter list, part of Tag Atelier",
  fetched: "Fetched list ({file})",
  tags: { one: "{count} tag", other: "{count} tags" },
  implications: { one: "{count} implication", other: "{count} implications" },
  skipped: { one: "{count} row skipped", other: "{count} rows skipped" },
  total: {
    one: "Together {count} tag: one that several lists have counts once.",
    other: "Together {count} tags: one that several lists have counts once.",
  },
  ownLists:
    "Lists of your own are CSV files in user/tag_atelier/lists. " +
    "Nodes follow a change at once, completion when the page is loaded again.",
  remove: "Remove",
  removed: "The fetched list is removed.",
  offered: "Lists of other packs",
  offeredNote: "Found here, not in use. The button copies one in place of the fetched list.",
  use: "Use",

  // The form that fetches a full list.
  get: "Get a full list",
  list: "List",
  publisher: "Publisher",
  license: "License",
  size: "Size",
  address: "Address",
  standardList: "Danbooru tags (May 2025, 25 or more posts)",
  unknown: "not known",
  fetchNote: "The button makes your browser ask this address for the list, once. ComfyUI keeps it on its disk.",
  fetch: "Fetch",
  standard: "Standard address",
  cancel: "Cancel",
  cancelled: "Cancelled. Nothing was stored.",
  bytes: { one: "{count} byte", other: "{count} bytes" },
  received: "{size} of {all}",
  storing: "Storing the list",
  stored: { one: "Stored {count} tag. {note}", other: "Stored {count} tags. {note}" },

  // Checksums.
  matches: "The checksum is the known one (SHA-256 {sum}).",
  unproven: "The checksum is {sum} (SHA-256); none is known for this address.",
  unsummed: "There is no checksum: browsers compute one only over https or on localhost.",
  differs:
    "Not the known list: {bytes}, checksum {sum} (SHA-256). " +
    "Its publisher may have changed it since. Nothing is stored yet.",
  storeAnyway: "Store it anyway",
  discard: "Discard",
  discarded: "Discarded. Nothing was stored.",

  // A fetch that failed.
  noAddress: "No address is given; allowed: https://... and http://...",
  badAddress: "{address} is no address; allowed: https://... and http://...",
  unreachable:
    "No answer that this page may read: no network, no such server, or one that does not let other sites " +
    "read its files. {otherwise}",
  blocked:
    "This ComfyUI keeps its page from every other address, as it does when it is started with --disable-api-nodes. " +
    "Start it without, or download the list yourself and put the file into user/tag_atelier/lists.",
  noList: "The server answers with status {status}, not with a list. {otherwise}",
  tooLarge: "The file has more than {size}. Nothing was stored.",
  broken: "The connection broke after {size}. Nothing was stored. Try again. {otherwise}",
  otherwise: "Change the address, or download the list yourself and put the file into user/tag_atelier/lists.",
};

/** @typedef {keyof typeof ENGLISH} Key */
/** @typedef {string | Partial<Record<Intl.LDMLPluralRule, string>>} Text */
/** @typedef {{language: string, texts: Partial<Record<Key, Text>>}} Translation */

/** @param {Translation} translation */
function voice({ language, texts }) {
  return { language, texts, plurals: new Intl.PluralRules(language), numbers: new Intl.NumberFormat(language) };
}

const english = voice({ language: "en", texts: ENGLISH });
let spoken = english;

/** @param {Translation | null} translation what is said from now on, English where it lacks a text; null: English */
export function translate(translation) {
  if (translation?.language !== spoken.language) spoken = translation ? voice(translation) : english;
}

/**
 * @param {Key} key
 * @param {Record<string, string | number>} [values] numbers are written as the language does
 */
export function say(key, values = {}) {
  const { texts, plurals, numbers } = key in spoken.texts ? spoken : english;
  const text = texts[key] ?? "";
  const form = typeof text === "string" ? text : (text[plurals.select(Number(values.count))] ?? text.other ?? "");
  return form.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? numbers.format(value) : value;
  });
}

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1000) return say("bytes", { count: bytes });
  /** @type {[number, string, number]} */
  const [amount, unit, digits] = bytes < 1e6 ? [bytes / 1e3, "kilobyte", 0] : [bytes / 1e6, "megabyte", 1];
  const digitsShown = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(spoken.language, { style: "unit", unit, ...digitsShown }).format(amount);
}
