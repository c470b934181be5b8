/**
 * What a node has to say, written on the node: the `tag_atelier` part of its output
 * (`nodes/notice.py`, `shown`). A DOM widget of our own type is drawn by both renderers.
 */

const TYPE = "TAG_ATELIER_REPORT";
const HEIGHT = 90;

/**
 * @typedef {{ code: string, message: string }} Warning
 * @typedef {{ text: string, warnings: Warning[] }} Report
 */

/**
 * Let a node of ours show its reports. The panel appears with the first one.
 * @param {any} node
 */
export function showReports(node) {
  const before = node.onExecuted;
  node.onExecuted = function (/** @type {any} */ output) {
    before?.call(this, output);
    const report = output?.tag_atelier?.[0];
    if (report) panelOf(this).replaceChildren(...lines(report));
  };
}

/**
 * @param {any} node
 * @returns {HTMLElement}
 */
function panelOf(node) {
  const shown = node.widgets?.find((/** @type {any} */ widget) => widget.type === TYPE);
  if (shown) return shown.element;
  const panel = document.createElement("div");
  panel.className = "tag-atelier-report";
  panel.setAttribute("role", "status");
  panel.dataset.captureWheel = "true";
  const widget = node.addDOMWidget("report", TYPE, panel, {
    serialize: false,
    hideOnZoom: false,
    getMinHeight: () => HEIGHT,
    getValue: () => "",
    setValue: () => {},
  });
  widget.serialize = false;
  node.setSize?.([node.size[0], node.size[1] + HEIGHT]);
  return panel;
}

/**
 * @param {Report} report
 * @returns {HTMLElement[]}
 */
function lines(report) {
  const warnings = report.warnings.map((warning) => line(warning.message, "warning"));
  return [...warnings, ...report.text.split("\n").map((text) => line(text, "told"))];
}

/**
 * @param {string} text
 * @param {string} kind
 */
function line(text, kind) {
  const element = document.createElement("p");
  element.className = kind;
  element.textContent = text;
  return element;
}
