/** Where the list goes: under the line of the caret, inside the window, above it where there is more room. */

/**
 * @typedef {{left: number, top: number, bottom: number}} Anchor the caret's line, in pixels of the window
 * @typedef {{width: number, height: number}} Size
 * @typedef {{left: number, top?: number, bottom?: number, room: number}} Spot
 *   `bottom` instead of `top` where the list stands above the line; `room` is the height it may take
 */

const GAP = 4;
const MARGIN = 8;

/**
 * @param {Anchor} anchor
 * @param {Size} list as high as it can become, so that fewer suggestions do not move it
 * @param {Size} view
 * @returns {Spot}
 */
export function place(anchor, list, view) {
  const left = Math.max(MARGIN, Math.min(anchor.left, view.width - list.width - MARGIN));
  const below = view.height - anchor.bottom - GAP - MARGIN;
  const above = anchor.top - GAP - MARGIN;
  if (below >= list.height || below >= above) {
    return { left, top: anchor.bottom + GAP, room: Math.max(0, Math.min(list.height, below)) };
  }
  return { left, bottom: view.height - anchor.top + GAP, room: Math.min(list.height, above) };
}
