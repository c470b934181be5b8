/** The one module that registers anything; the others only export. */
import { app } from "../../../scripts/app.js";
import { Autocomplete } from "./autocomplete.js";
import { isBox } from "./boxes.js";
import { Completions, trainedTags } from "./completions.js";
import { make } from "./elements.js";
import * as host from "./host.js";
import { openBeside } from "./index_worker.js";
import { listsSetting } from "./lists.js";
import { guidance } from "./presets.js";
import { showReports } from "./report.js";
import { ENABLED, keptOptions, settingDefinitions } from "./settings.js";
import { sortBox } from "./sort_command.js";
import { say, translate } from "./texts.js";
import { Usage } from "./usage.js";
import { listenForWeights } from "./weight_keys.js";

for (const sheet of ["./tag_atelier.css", "./lists.css"]) {
  document.head.append(make("link", { rel: "stylesheet", href: new URL(sheet, import.meta.url).href }));
}

const options = () => keptOptions(host.setting);
const usage = new Usage(host.keepUsage);
const sources = { lora: host.loraNames, embedding: host.embeddingNames, wildcard: host.wildcardNames };
const completions = new Completions(sources, () => autocomplete?.refresh());

/** @type {import("./presets.js").Preset[]} */
let presets = [];
/** @type {Autocomplete | undefined} */
let autocomplete;
let asked = false;
/** Which edition of the lists the index is of. */
let edition = "";
let opening = Promise.resolve();
/** @type {WeakRef<HTMLTextAreaElement> | undefined} The box that was used last; a menu takes its focus. */
let lastBox;

/** Say what follows in the page's language, which the user may have changed. */
async function inLanguage() {
  translate(await host.pageTexts());
}

/** Ask the server for the data once, when somebody is about to type; again only if it did not answer. */
async function load() {
  if (asked) return;
  asked = true;
  await openIndex();
  inLanguage(); // Nobody waits for it: labels are English until it has come.
  await openPresets();
  usage.load(await host.keptUsage());
  await openImplications();
}

/** Follow a change of the lists; where nobody has typed yet, `load` will. */
async function reload() {
  if (!asked) return;
  await openIndex();
  await openImplications();
}

/** One after the other, whether or not the one before went well: of two openings the later one is what stays. */
function openIndex() {
  opening = opening.then(openLatestIndex, openLatestIndex);
  return opening;
}

async function openLatestIndex() {
  const index = await host.ask("index");
  if (!index) return;
  try {
    completions.use(await openBeside(await index.arrayBuffer()));
    edition = index.headers.get("ETag") ?? "";
  } catch (error) {
    await inLanguage();
    host.tell(say("unopened"), String(error));
  }
}

async function openPresets() {
  if (presets.length === 0) presets = (await (await host.ask("presets"))?.json()) ?? [];
}

async function openImplications() {
  const implications = await host.ask("implications");
  if (implications?.headers.get("ETag") === edition) completions.imply(await implications.arrayBuffer());
}

/** @type {import("./autocomplete.js").Surroundings} */
const surroundings = {
  options,
  boxOf: host.promptBox,
  offer: ({ element, preset }, wanted) => {
    const about = { usage: usage.most, guidance: guidance(presets, preset), asked: wanted };
    return completions.at(element.value, element.selectionStart, options(), about);
  },
  knows: (name) => completions.knows(name),
  async accepted({ tag, kind, name }, now) {
    if (tag !== undefined && now.learn) usage.add(tag);
    if (kind !== "lora") return [];
    const known = await (await host.ask(`lora?name=${encodeURIComponent(name)}`))?.json();
    return trainedTags(known, now);
  },
  focused: load,
};

app.registerExtension({
  name: "TagAtelier",
  settings: [...settingDefinitions(), listsSetting(host.call, reload, inLanguage)],
  commands: [
    { id: "TagAtelier.CompleteNow", label: "Complete the tag at the caret", function: completeNow },
    { id: "TagAtelier.Sort", label: "Sort the tags of this prompt", function: sortTags },
    { id: "TagAtelier.Toggle", label: "Turn tag completion on or off", function: toggle },
    { id: "TagAtelier.ForgetUsage", label: "Forget used tags", function: forgetUsage },
  ],
  keybindings: [
    { commandId: "TagAtelier.CompleteNow", combo: { key: " ", ctrl: true } },
    { commandId: "TagAtelier.Sort", combo: { key: "l", ctrl: true, shift: true } },
    { commandId: "TagAtelier.Toggle", combo: { key: " ", ctrl: true, shift: true } },
  ],
  menuCommands: [
    { path: ["Extensions", "Tag Atelier"], commands: ["TagAtelier.Sort", "TagAtelier.Toggle", "TagAtelier.ForgetUsage"] },
  ],
  setup() {
    const completion = new Autocomplete(surroundings);
    autocomplete = completion;
    listenForWeights({
      options,
      boxOf: host.promptBox,
      weightStep: () => Number(host.setting("Comfy.EditAttention.Delta")) || 0.05,
      edit: (element, edit) => completion.edit(element, edit),
    });
    const remember = (/** @type {FocusEvent} */ { target }) => {
      if (isBox(target)) lastBox = new WeakRef(target);
    };
    document.addEventListener("focusin", remember, true);
  },
  nodeCreated(/** @type {any} */ node) {
    if (node.comfyClass?.startsWith("TagAtelier")) showReports(node);
  },
});

async function completeNow() {
  const element = document.activeElement;
  if (!(element instanceof HTMLTextAreaElement)) return;
  await load();
  autocomplete?.complete(element, true);
}

/** Put the tags of the box that was used last, or those selected in it, in the order of the node's preset. */
async function sortTags() {
  await inLanguage();
  await openPresets();
  await sortBox(lastBox?.deref(), presets, (element, edit) => autocomplete?.edit(element, edit));
}

async function toggle() {
  const on = !options().enabled;
  await host.setSetting(ENABLED, on);
  autocomplete?.close();
  await inLanguage();
  host.tell(say(on ? "on" : "off"));
}

async function forgetUsage() {
  usage.forget();
  await inLanguage();
  host.tell(say("forgotten"));
}
