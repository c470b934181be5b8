/** What the panel of tag lists says. */

const BY_HAND = "download the list yourself and put the file into user/tag_atelier/lists.";
const OTHERWISE = `Change the address, or ${BY_HAND}`;

/** @param {number} bytes */
function size(bytes) {
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return bytes >= 1000 ? `${Math.round(bytes / 1000)} kB` : `${bytes} bytes`;
}

/**
 * @param {number} count
 * @param {string} thing
 */
function counted(count, thing) {
  return `${count.toLocaleString("en")} ${thing}${count === 1 ? "" : "s"}`;
}

export const TEXTS = {
  title: "Active lists",
  reading: "Reading the lists",
  starter: "Starter list, part of Tag Atelier",
  /** @param {string} file */
  fetched: (file) => `Fetched list (${file})`,
  /** @param {number} count */
  tags: (count) => counted(count, "tag"),
  /** @param {number} count */
  implications: (count) => counted(count, "implication"),
  /** @param {number} skipped @param {string | null} first */
  problem: (skipped, first) => [skipped && `${counted(skipped, "row")} skipped`, first].filter(Boolean).join("; "),
  /** @param {number} tags */
  total: (tags) => `Together ${counted(tags, "tag")}: one that several lists have counts once.`,
  ownLists:
    "Lists of your own are CSV files in user/tag_atelier/lists. " +
    "Nodes follow a change at once, completion when the page is loaded again.",
  remove: "Remove",
  removed: "The fetched list is removed.",
  noAnswer: "ComfyUI does not answer.",

  offered: "Lists of other packs",
  offeredNote: "Found here, not in use. The button copies one in place of the fetched list.",
  use: "Use",

  get: "Get a full list",
  facts: ["List", "Publisher", "License", "Size"],
  unknown: "not known",
  address: "Address",
  fetchNote: "The button makes your browser ask this address for the list, once. ComfyUI keeps it on its disk.",
  fetch: "Fetch",
  standard: "Standard address",
  cancel: "Cancel",
  cancelled: "Cancelled. Nothing was stored.",
  size,
  /** @param {number} bytes @param {number | undefined} all */
  received: (bytes, all) => (all === undefined ? size(bytes) : `${size(bytes)} of ${size(all)}`),
  storing: "Storing the list",
  /** @param {number} tags */
  stored: (tags) => `Stored ${counted(tags, "tag")}.`,

  /** @param {string} sum */
  matches: (sum) => `The checksum is the known one (SHA-256 ${sum}).`,
  /** @param {string} sum */
  unproven: (sum) => `The checksum is ${sum} (SHA-256); none is known for this address.`,
  unsummed: "There is no checksum: browsers compute one only over https or on localhost.",
  /** @param {string} sum @param {number} bytes */
  differs: (sum, bytes) =>
    `Not the known list: ${counted(bytes, "byte")}, checksum ${sum} (SHA-256). ` +
    "Its publisher may have changed it since. Nothing is stored yet.",
  storeAnyway: "Store it anyway",
  discard: "Discard",
  discarded: "Discarded. Nothing was stored.",

  /** @type {Record<import("./download.js").Failure | "blocked", (detail: string | number) => string>} */
  failures: {
    address: (given) => `${given === "" ? "Nothing" : given} is no address; allowed: https://... and http://...`,
    unreachable: () =>
      "No answer that this page may read: no network, no such server, or one that does not let other sites " +
      `read its files. ${OTHERWISE}`,
    blocked: () =>
      "This ComfyUI keeps its page from every other address, as it does when it is started with " +
      `--disable-api-nodes. Start it without, or ${BY_HAND}`,
    status: (status) => `The server answers with status ${status}, not with a list. ${OTHERWISE}`,
    large: (most) => `The file has more than ${size(Number(most))}. Nothing was stored.`,
    broken: (bytes) => `The connection broke after ${size(Number(bytes))}. Nothing was stored. Try again. ${OTHERWISE}`,
  },
};
