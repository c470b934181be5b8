/** The form that fetches a full tag list. Nothing is fetched before its button is clicked. */
import { download, DownloadError, isGzip, sha256 } from "./download.js";
import { button, make } from "./elements.js";
import { say, size } from "./texts.js";

const STANDARD = {
  publisher: "DraconicDragon/dbr-e621-lists-archive",
  license: "Unlicense",
  bytes: 3_787_201,
  sha256: "c3f80081281d56350046208792f29cbf55870657083116a16465545c183d7459",
  address:
    "https://cdn.statically.io/gh/DraconicDragon/dbr-e621-lists-archive/main/tag-lists/danbooru/danbooru_2025-05-01_pt25-ia-dd.csv",
};

/** @type {Record<import("./download.js").Failure | "blocked", import("./texts.js").Key>} */
const FAILURES = {
  address: "badAddress",
  unreachable: "unreachable",
  blocked: "blocked",
  status: "noList",
  large: "tooLarge",
  broken: "broken",
};

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

export class FullList {
  #address = make("input", { type: "url", value: STANDARD.address, spellcheck: false, ariaLabel: say("address") });
  #facts = make("dl");
  #fetch = button(say("fetch"), () => this.#run());
  #standard = button(say("standard"), () => this.#back());
  #bar = make("progress", { ariaLabel: say("get") });
  #count = make("span", { className: "figure" });
  #controls = make("div", { className: "controls" });
  element = make(
    "details",
    {},
    make("summary", {}, say("get")),
    this.#facts,
    this.#address,
    make("p", { className: "quiet" }, say("fetchNote")),
    this.#controls,
  );

  /**
   * @param {(body: Bytes, type: string, note: string) => Promise<void>} store keeps the list and tells
   *   how that went, with the note
   * @param {(text: string, bad?: boolean) => void} say
   */
  constructor(store, say) {
    this.store = store;
    this.say = say;
    this.#address.addEventListener("input", () => this.#rest());
    this.#rest();
  }

  get #known() {
    return this.#address.value.trim() === STANDARD.address ? STANDARD : undefined;
  }

  /** Waits for a click, with what is known of the address. */
  #rest() {
    const known = this.#known;
    const facts = [
      [say("list"), known && say("standardList")],
      [say("publisher"), known?.publisher],
      [say("license"), known?.license],
      [say("size"), known && size(known.bytes)],
    ];
    const terms = facts.flatMap(([term = "", value = say("unknown")]) => [make("dt", {}, term), make("dd", {}, value)]);
    this.#facts.replaceChildren(...terms, make("dt", {}, say("address")));
    this.#address.disabled = false;
    this.#controls.replaceChildren(this.#fetch, ...(this.#known ? [] : [this.#standard]));
  }

  #back() {
    this.#address.value = STANDARD.address;
    this.#rest();
  }

  async #run() {
    const known = this.#known;
    const cancelling = new AbortController();
    const policy = watchPolicy();
    this.say("");
    this.#work(button(say("cancel"), () => cancelling.abort()));
    try {
      const bytes = await download(this.#address.value.trim(), {
        signal: cancelling.signal,
        progress: (received, announced) => this.#progress(received, known?.bytes ?? announced),
      });
      const sum = await sha256(bytes);
      if (known && sum !== undefined && sum !== known.sha256) this.#ask(bytes, sum);
      else await this.#keep(bytes, sum === undefined ? say("unsummed") : say(known ? "matches" : "unproven", { sum }));
    } catch (error) {
      const cancelled = cancelling.signal.aborted;
      this.say(cancelled ? say("cancelled") : reason(error, await policy.broken()), !cancelled);
      this.#rest();
    } finally {
      policy.end();
    }
  }

  /** @param {HTMLElement[]} beside the bar */
  #work(...beside) {
    this.#address.disabled = true;
    this.#bar.removeAttribute("value");
    this.#count.textContent = "";
    this.#controls.replaceChildren(this.#bar, this.#count, ...beside);
  }

  /**
   * @param {number} received
   * @param {number | undefined} all
   */
  #progress(received, all) {
    // A packed file announces less than comes.
    const share = all && received <= all ? received / all : undefined;
    if (share === undefined) this.#bar.removeAttribute("value");
    else this.#bar.value = share;
    const come = size(received);
    this.#count.textContent = share === undefined || !all ? come : say("received", { size: come, all: size(all) });
  }

  /**
   * @param {Bytes} bytes that are not the known list
   * @param {string} sum
   */
  #ask(bytes, sum) {
    this.say(say("differs", { sum, bytes: say("bytes", { count: bytes.length }) }), true);
    const anyway = button(say("storeAnyway"), () => this.#keep(bytes, ""));
    const discard = button(say("discard"), () => {
      this.say(say("discarded"));
      this.#rest();
    });
    this.#controls.replaceChildren(anyway, discard);
  }

  /**
   * @param {Bytes} bytes
   * @param {string} note
   */
  async #keep(bytes, note) {
    this.#work();
    this.#count.textContent = say("storing");
    await this.store(bytes, isGzip(bytes) ? "application/gzip" : "text/csv", note);
    this.#rest();
  }
}

/**
 * @param {unknown} error
 * @param {boolean} blocked
 */
function reason(error, blocked) {
  if (!(error instanceof DownloadError)) return String(error);
  const failure = blocked && error.failure === "unreachable" ? "blocked" : error.failure;
  const { detail } = error;
  if (detail === "") return say("noAddress");
  const values = { address: detail, status: String(detail), size: size(Number(detail)), otherwise: say("otherwise") };
  return say(FAILURES[failure], values);
}

/** Hears whether the host's policy keeps the page from an address; the failed fetch itself does not tell. */
function watchPolicy() {
  let broken = false;
  const heard = () => {
    broken = true;
  };
  document.addEventListener("securitypolicyviolation", heard);
  return {
    async broken() {
      await new Promise((resolve) => setTimeout(resolve, 50)); // The failure may come before the event.
      return broken;
    },
    end: () => document.removeEventListener("securitypolicyviolation", heard),
  };
}
