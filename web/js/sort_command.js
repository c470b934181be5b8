/** The command that sorts the tags of a box where they stand: the server's engine sorts, the page types its answer. */
import * as host from "./host.js";
import { presetFor } from "./presets.js";
import { question, sortedEdit } from "./sort.js";
import { say } from "./texts.js";

/** Its order is almost every model's. */
const USUAL_PRESET = "animagine-xl-4.0";
/** Notices that a message has room for. */
const NOTICES = 5;

/**
 * @param {HTMLTextAreaElement | undefined} element
 * @param {import("./presets.js").Preset[]} presets
 * @param {import("./autocomplete.js").Autocomplete["edit"]} edit
 */
export async function sortBox(element, presets, edit) {
  const box = element?.isConnected ? host.promptBox(element, "") : null;
  if (!element || !box) {
    host.tell(say("noBox"), say("noBoxHelp"));
    return;
  }
  const { value } = element;
  if (value.trim() === "") {
    host.tell(say("emptyBox"));
    return;
  }
  const named = [box.preset, ...host.modelsOfWorkflow(), USUAL_PRESET].map((wanted) => presetFor(presets, wanted));
  const { id, name } = named.find(Boolean) ?? { id: USUAL_PRESET, name: USUAL_PRESET };
  try {
    const answer = await sorted(element, id);
    // What was typed meanwhile is newer than the answer.
    if (!element.isConnected || element.value !== value) return;
    const change = sortedEdit(element, answer.text);
    if (change) {
      element.focus({ preventScroll: true });
      const { scrollTop } = element;
      edit(element, change);
      element.scrollTop = scrollTop;
    }
    host.tell(say(change ? "sorted" : "inOrder", { preset: name }), brief(answer.notices));
  } catch (error) {
    host.tell(say("unsorted"), error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {HTMLTextAreaElement} element
 * @param {string} preset
 * @returns {Promise<{text: string, notices: string[]}>}
 */
async function sorted(element, preset) {
  const body = JSON.stringify(question(element, preset));
  const headers = { "Content-Type": "application/json" };
  const answer = await host.call("sort", { method: "POST", headers, body });
  if (!answer) throw new Error(say("noAnswer"));
  return answer;
}

/** @param {string[]} notices */
function brief(notices) {
  const more = notices.length - NOTICES;
  return [...notices.slice(0, NOTICES), ...(more > 0 ? [say("more", { count: more })] : [])].join("\n");
}
