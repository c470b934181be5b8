/** The one module that knows ComfyUI: its graph, its settings, its routes. Everything it asks for may be missing. */
import { api } from "../../../scripts/api.js";
import { app } from "../../../scripts/app.js";
import { isBox, traces } from "./boxes.js";
import { say } from "./texts.js";

/**
 * @typedef {object} Box a text box that holds a prompt
 * @property {HTMLTextAreaElement} element
 * @property {string} type of its node, or an empty string where the page does not tell
 * @property {boolean} own whether the node is one of this pack's
 * @property {string} [preset] the preset that its node follows
 */

/** Texts for people. */
const NOTES = new Set(["Note", "MarkdownNote"]);

/** What other packs and this one let a node's author write into an input's definition to be left alone. */
const OPT_OUTS = ["tag_atelier.autocomplete", "pysssss.autocomplete", "tagcomplete"];

/**
 * @param {EventTarget | null | undefined} target
 * @param {string} excluded node types that the user excluded, with commas between
 * @returns {Box | null} null where nothing is to be completed
 */
export function promptBox(target, excluded) {
  if (!isBox(target)) return null;
  const found = widgetOf(target);
  const { node, widget } = found ? inner(found.node, found.widget) : {};
  const type = node?.type ?? traces(target).type ?? "";
  if (NOTES.has(type) || names(excluded).includes(type.toLowerCase())) return null;
  if (node && optsOut(node, widget?.name)) return null;
  return { element: target, type, own: type.startsWith("TagAtelier"), preset: node && presetOf(node) };
}

/** @param {string} list */
function names(list) {
  return list.split(",").map((name) => name.trim().toLowerCase()).filter(Boolean);
}

/**
 * @param {HTMLTextAreaElement} box
 * @returns {{node: GraphNode, widget?: GraphWidget} | null}
 */
function widgetOf(box) {
  const graphs = [app.canvas?.graph, app.graph, ...(app.graph?.subgraphs?.values() ?? [])];
  const { id, name, place } = traces(box);
  if (id !== undefined) {
    const node = graphs.map((graph) => graph && nodeOf(graph, id)).find(Boolean);
    const texts = node?.widgets?.filter((widget) => widget.type === "customtext");
    const named = node?.widgets?.find((widget) => widget.name === name || widget.label === name);
    return node ? { node, widget: named ?? texts?.[place] } : null;
  }
  for (const graph of graphs) {
    for (const node of graph?.nodes ?? graph?._nodes ?? []) {
      const widget = node.widgets?.find((each) => each.element === box);
      if (widget) return { node, widget };
    }
  }
  return null;
}

/**
 * @param {Graph} graph
 * @param {string | number} id a number in some frontends, text in others
 */
function nodeOf(graph, id) {
  return graph.getNodeById(id) ?? graph.getNodeById(Number(id));
}

/**
 * @param {GraphNode} node
 * @param {GraphWidget | undefined} widget
 * @returns {{node: GraphNode, widget?: GraphWidget}} for a text promoted to a subgraph, where it belongs inside
 */
function inner(node, widget) {
  const { subgraph } = node;
  if (!subgraph || !widget) return { node, widget };
  // Before 1.43 a promoted widget names its source; since then it is an input of the subgraph, linked inside.
  const input = subgraph.inputs?.find(({ name }) => name === widget.name);
  const link = input?.linkIds?.[0] === undefined ? undefined : subgraph.getLink?.(input.linkIds[0]);
  const id = widget.sourceNodeId ?? link?.target_id;
  const below = id === undefined ? undefined : nodeOf(subgraph, id);
  if (!below) return { node, widget };
  const name = widget.sourceWidgetName ?? (link && below.inputs?.[link.target_slot]?.widget?.name);
  return inner(below, below.widgets?.find((each) => each.name === name));
}

/**
 * @param {GraphNode} node
 * @param {string | undefined} input
 */
function optsOut(node, input) {
  const inputs = node.constructor.nodeData?.input;
  const definition = input && (inputs?.required?.[input] ?? inputs?.optional?.[input]);
  const extra = Array.isArray(definition) ? definition[1] : undefined;
  return typeof extra === "object" && extra !== null && OPT_OUTS.some((key) => Reflect.get(extra, key) === false);
}

/**
 * @param {GraphNode} node
 * @returns {string | undefined} the id of the preset that is plugged into it, or `auto:` and the checkpoint's name
 */
function presetOf(node) {
  const slot = node.inputs?.findIndex((input) => input.name === "preset") ?? -1;
  const source = slot < 0 ? undefined : node.getInputNode?.(slot);
  return source?.type?.startsWith("TagAtelier") ? modelOf(source) : undefined;
}

/** @returns {string[]} what the open workflow's nodes tell of its model, this pack's first, each as `presetOf` does */
export function modelsOfWorkflow() {
  const nodes = [app.canvas?.graph, app.graph].flatMap((graph) => graph?.nodes ?? graph?._nodes ?? []);
  const own = nodes.filter(({ type }) => type?.startsWith("TagAtelier"));
  return [...own, ...nodes].flatMap((node) => modelOf(node) ?? []);
}

/** @param {GraphNode} node */
function modelOf(node) {
  /** @param {string} name */
  const value = (name) => node.widgets?.find((widget) => widget.name === name)?.value;
  const preset = value("preset");
  if (typeof preset === "string" && preset !== "auto") return preset;
  const checkpoint = value("ckpt_name");
  return checkpoint === undefined ? undefined : `auto:${checkpoint}`;
}

/**
 * @param {string} id
 * @returns {unknown} undefined where the host knows no such setting
 */
export function setting(id) {
  return app.extensionManager?.setting?.get(id);
}

/**
 * @param {string} id
 * @param {unknown} value
 */
export async function setSetting(id, value) {
  await app.extensionManager?.setting?.set(id, value);
}

/** @type {Promise<Record<string, any>> | undefined} What every pack says, by language; asked for once. */
let languages;

/** @returns {Promise<import("./texts.js").Translation | null>} this pack's, null where the page is in English */
export async function pageTexts() {
  const language = String(setting("Comfy.Locale") ?? "en");
  if (language === "en") return null;
  languages ??= api
    .fetchApi("/i18n")
    .then((response) => (response.ok ? response.json() : {}))
    .catch(() => ({}));
  const texts = (await languages)[language]?.tagAtelier;
  return texts ? { language, texts } : null;
}

/**
 * @param {string} summary
 * @param {string} [detail]
 */
export function tell(summary, detail) {
  app.extensionManager?.toast?.add({ severity: "info", summary, detail, life: 4000 });
}

/**
 * @param {string} route below /tag_atelier/
 * @returns {Promise<Response | null>} null when the server has no answer
 */
export async function ask(route) {
  const response = await api.fetchApi(`/tag_atelier/${route}`).catch(() => null);
  return response?.ok ? response : null;
}

/**
 * @param {string} route below /tag_atelier/
 * @param {RequestInit} [options]
 * @returns {Promise<any>} what the server answers; null when it has no answer. Throws an Error with its refusal.
 */
export async function call(route, options) {
  // Frontends from 1.58 on give up after a minute, which a large list from afar may take.
  const patient = { ...options, timeoutMs: null };
  const response = await api.fetchApi(`/tag_atelier/${route}`, patient).catch(() => null);
  const answer = (await response?.json().catch(() => null)) ?? null;
  if (!response || response.ok) return answer;
  throw new Error(answer?.error ?? say("refused", { status: String(response.status) }));
}

/** @returns {Promise<string[]>} LoRA files below their folders */
export async function loraNames() {
  const response = await api.fetchApi("/models/loras").catch(() => null);
  return response?.ok ? response.json() : [];
}

/** @returns {Promise<string[]>} */
export async function embeddingNames() {
  return api.getEmbeddings().catch(() => []);
}

/** @returns {Promise<string[]>} as `__name__`; none without the Impact Pack, the one pack with a route for it */
export async function wildcardNames() {
  const nodes = Reflect.get(window, "LiteGraph")?.registered_node_types ?? {};
  if (!("ImpactWildcardProcessor" in nodes)) return [];
  const response = await api.fetchApi("/impact/wildcards/list").catch(() => null);
  return response?.ok ? ((await response.json()).data ?? []) : [];
}

const USAGE = "tag_atelier.usage.json";

/** @returns {Promise<unknown>} what was kept on the user's disk; a missing file is not asked for, that would be an error */
export async function keptUsage() {
  const listing = await api.fetchApi("/v2/userdata").catch(() => null);
  const files = listing?.ok ? await listing.json() : [];
  if (!files.some((/** @type {{name: string}} */ file) => file.name === USAGE)) return null;
  const response = await api.fetchApi(`/userdata/${USAGE}`);
  return response.ok ? response.json() : null;
}

/** @param {object} usage */
export async function keepUsage(usage) {
  const options = { method: "POST", body: JSON.stringify(usage) };
  await api.fetchApi(`/userdata/${USAGE}?overwrite=true`, options).catch(() => null);
}
