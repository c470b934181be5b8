/** Which text boxes hold prompts, and what the page says about them. */

/**
 * Places where the host puts a node's text: on the classic canvas; on a Vue node, in the right-hand panel and in App
 * mode, which all say whose it is in `node-id`; and wherever somebody asked for completion.
 */
const PLACES = [".dom-widget", "[node-id]", "[data-node-id]", "[data-tag-atelier]", "[data-autocomplete-plus]"].join();

/** Boxes that another pack completes itself. */
const TAKEN = [
  "[data-tag-atelier='off']",
  "[data-autocomplete-plus-open]",
  "[data-autocomplete-plus-mode='raw-tag']",
  ".autocomplete-text-widget",
].join();

/** Lists of other packs, which must not lie over ours. */
const OTHER_LISTS = [
  "#autocomplete-plus-root",
  ".pysssss-autocomplete",
  ".autocompleteResults",
  ".comfy-autocomplete-dropdown",
].join();

/**
 * @param {EventTarget | null | undefined} target
 * @returns {target is HTMLTextAreaElement}
 */
export function isBox(target) {
  return (
    target instanceof HTMLTextAreaElement &&
    !target.readOnly &&
    !target.disabled &&
    (target.classList.contains("comfy-multiline-input") || target.closest(PLACES) !== null) &&
    target.closest(TAKEN) === null &&
    !("_autocompleteHostWidget" in target)
  );
}

/** @returns {boolean} whether another pack's list can be seen */
export function otherListOpen() {
  for (const list of document.querySelectorAll(OTHER_LISTS)) {
    if (list.childElementCount > 0 && list.checkVisibility()) return true;
  }
  return false;
}

/**
 * What the page tells about the widget that a box belongs to; attributes differ between frontends.
 * @param {HTMLTextAreaElement} box
 * @returns {{id?: string, type?: string, name?: string, place: number}} `place`: how manieth box of its node it is
 */
export function traces(box) {
  const holder = box.closest("[node-id], [data-node-id]");
  const node = box.closest("[data-node-id]");
  const boxes = node ? [...node.querySelectorAll("textarea")] : [box];
  const label = box.id === "" ? null : (node ?? document).querySelector(`label[for="${CSS.escape(box.id)}"]`);
  return {
    id: holder?.getAttribute("node-id") ?? node?.getAttribute("data-node-id") ?? undefined,
    type: holder?.getAttribute("node-type") ?? undefined,
    name: box.closest("[data-widget-name]")?.getAttribute("data-widget-name") ?? label?.textContent?.trim(),
    place: boxes.indexOf(box),
  };
}
