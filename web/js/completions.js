/** What could stand at the caret: tags from the index, files from the host. */
import { fold } from "./fold.js";
import { Implications } from "./implications.js";
import { findRow } from "./lookup.js";
import { findNames } from "./names.js";
import { tagsIn, tokenAt } from "./prompt.js";
import { search, suggest } from "./search.js";
import { shown, written } from "./spelling.js";
import { say } from "./texts.js";

/** @typedef {import("./prompt.js").Token} Token */
/** @typedef {import("./rows.js").Completion} Completion */
/** @typedef {import("./settings.js").Options} Options */
/** @typedef {import("./presets.js").Guidance} Guidance */
/** @typedef {{token: Token, query: string, completions: Completion[]}} Offer */

const WIKI = "https://danbooru.donmai.us/wiki_pages/";
const KINDS = ["general", "artist", "special", "series", "character", "meta"];
/**
 * Words for the tiers of the shipped list, which has no counts; the first is of tags that have no tier.
 * @type {readonly (import("./texts.js").Key | null)[]}
 */
const TIERS = [null, "veryRare", "rare", "usual", "common", "veryCommon"];

/** @type {Offer["completions"]} */
const NOTHING = [];

/**
 * @typedef {object} Sources where files come from; each is asked when the first name is needed
 * @property {() => Promise<string[]>} lora
 * @property {() => Promise<string[]>} embedding
 * @property {() => Promise<string[]>} wildcard
 */

export class Completions {
  /**
   * @param {Sources} sources
   * @param {() => void} changed called when names that were missing have arrived
   */
  constructor(sources, changed) {
    /** @type {import("./tag_index.js").TagIndex | undefined} */
    this.index = undefined;
    /** @type {Implications | undefined} */
    this.implications = undefined;
    this.sources = sources;
    this.changed = changed;
    /** @type {Map<string, string[]>} */
    this.files = new Map();
  }

  /** @param {import("./tag_index.js").TagIndex} index */
  use(index) {
    this.index = index;
    this.implications = undefined;
    this.changed();
  }

  /** @param {ArrayBuffer} file of the same lists as the index */
  imply(file) {
    if (this.index) this.implications = new Implications(this.index, file);
  }

  /** @param {string} name */
  knows(name) {
    return this.index !== undefined && findRow(this.index, fold(name)) !== undefined;
  }

  /**
   * @param {string} text
   * @param {number} caret
   * @param {Options} options
   * @param {{usage: ReadonlyMap<string, number>, guidance?: Guidance, asked?: boolean}} about
   *   `asked`: the user wants a list here, whatever was typed
   * @returns {Offer}
   */
  at(text, caret, options, { usage, guidance, asked = false }) {
    const token = tokenAt(text, caret);
    const { query } = token;
    if (token.kind === "lora" || token.kind === "embedding" || token.kind === "wildcard") {
      return { token, query: bareQuery(token), completions: this.#fileNames(text, token, options.rows) };
    }
    if (token.kind !== "tag" || this.index === undefined) return { token, query, completions: NOTHING };
    const surroundings = {
      limit: options.rows,
      context: tagsIn(text, token),
      usage: options.learn ? usage : undefined,
      implications: this.implications,
      ...guidance,
    };
    if (query.trim() === "") {
      const wanted = asked || (options.next && /[,\n]\s*$/.test(text.slice(0, caret)));
      const found = wanted ? suggest(this.index, surroundings) : [];
      return { token, query, completions: found.map((result) => completionOf(result, options)) };
    }
    if (query.trim().length < options.letters && !asked) return { token, query, completions: NOTHING };
    if (token.wider !== undefined) {
      const name = text.slice(token.wider, caret);
      const found = this.#beginningWith(name, surroundings);
      const wide = { ...token, start: token.wider, query: name, inside: "" };
      if (found.length > 0) return { token: wide, query: name, completions: found.map((each) => completionOf(each, options)) };
    }
    const found = token.prose && !asked ? this.#beginningWith(query, surroundings) : search(this.index, query, surroundings);
    return { token, query, completions: found.map((result) => completionOf(result, options)) };
  }

  /**
   * @param {string} query
   * @param {object} surroundings
   */
  #beginningWith(query, surroundings) {
    const beginning = fold(query);
    const found = this.index ? search(this.index, query, surroundings) : [];
    return found.filter(({ tag }) => fold(tag).startsWith(beginning));
  }

  /**
   * @param {string} text
   * @param {Token} token
   * @param {number} limit
   * @returns {Completion[]}
   */
  #fileNames(text, token, limit) {
    const kind = /** @type {keyof Sources} */ (token.kind);
    const files = this.files.get(kind);
    if (files === undefined) {
      this.files.set(kind, []);
      this.sources[kind]().then((names) => {
        this.files.set(kind, names);
        this.changed();
      });
      return NOTHING;
    }
    const weight = text.slice(token.start, token.end).match(/^<[A-Za-z]+:[^:>]*(:[^<>]*)>$/)?.[1] ?? ":1";
    return findNames(files, bareQuery(token), limit).map((file) => {
      const name = file.replace(/\.(?:safetensors|ckpt|pt|bin)$/i, "");
      if (kind === "lora") return { name, kind, written: `<lora:${name}${weight}>` };
      if (kind === "embedding") return { name, kind, written: `embedding:${name}` };
      const plain = name.replace(/^__|__$/g, "");
      return { name: plain, kind, written: `__${plain}__` };
    });
  }
}

/**
 * @param {Token} token
 * @returns {string} without what says that it is an embedding or a wildcard
 */
function bareQuery({ query }) {
  return query.replace(/^embedding:|^__|__$/gi, "");
}

/**
 * @param {import("./results.js").Result} result
 * @param {Options} options
 * @returns {Completion}
 */
function completionOf({ tag, category, count, tier, alias, used }, options) {
  const use = TIERS[tier ?? 0];
  return {
    name: shown(tag, options),
    written: written(tag, options),
    tag,
    kind: KINDS[category] ?? "meta",
    ...(alias === undefined ? {} : { alias: shown(alias, options) }),
    figure: count > 0 ? short(count) : use ? say(use) : "",
    used,
    ...(category === 2 ? {} : { wiki: WIKI + encodeURIComponent(tag.replaceAll(" ", "_")) }),
  };
}

/**
 * @param {{triggers?: string[], tags?: [string, number][]} | undefined} lora as `GET /tag_atelier/lora` tells it
 * @param {Options} options
 * @returns {Completion[]} what it was trained with: its triggers, then its most frequent tags
 */
export function trainedTags({ triggers = [], tags = [] } = {}, options) {
  const names = new Set([...triggers, ...tags.map(([tag]) => tag)]);
  return [...names].slice(0, options.rows).map((tag) => ({
    name: shown(tag, options),
    written: written(tag, options),
    tag,
    kind: "trained",
  }));
}

/** @param {number} count */
function short(count) {
  if (count >= 999_500) return `${(count / 1e6).toFixed(1)}M`;
  if (count >= 9_950) return `${Math.round(count / 1e3)}k`;
  return count >= 1000 ? `${(count / 1e3).toFixed(1)}k` : String(count);
}
