/** The keys that make what the caret stands in heavier or lighter. */
import { isBox } from "./boxes.js";
import { isComposed, pressed, taken } from "./keys.js";
import { reweighted } from "./weights.js";

/**
 * @typedef {object} Surroundings
 * @property {() => import("./settings.js").Options} options
 * @property {(target: EventTarget | null | undefined, excluded: string) => import("./host.js").Box | null} boxOf
 * @property {() => number} weightStep
 * @property {import("./autocomplete.js").Autocomplete["edit"]} edit
 */

/**
 * Listen on the document for every text box, now and later. An open list hears its keys first when it listens first.
 * @param {Surroundings} about
 */
export function listenForWeights({ options, boxOf, weightStep, edit }) {
  document.addEventListener("keydown", onKey, true);

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const [element] = event.composedPath();
    if (isComposed(event) || !isBox(element)) return;
    const now = options();
    const sign = pressed(event, now.heavier) ? 1 : pressed(event, now.lighter) ? -1 : 0;
    if (sign === 0 || now.weights === "off") return;
    const box = boxOf(element, now.excluded);
    if (!box || (now.weights === "own" && !box.own)) return;
    const { value, selectionStart, selectionEnd } = element;
    const change = reweighted(value, selectionStart, selectionEnd, sign * weightStep());
    if (change) edit(element, change);
    taken(event);
  }
}
