/**
 * Opening the index beside the page, which would stand still meanwhile: a million tags take a tenth of a second.
 * The module is its own worker; the host loads every module of this folder into the page, where it waits to be called.
 */
import { openIndex } from "./index_file.js";

if (typeof document === "undefined") addEventListener("message", answer);

/** @param {MessageEvent<ArrayBuffer>} event the whole file */
function answer({ data }) {
  const index = openIndex(data);
  const transfer = [data, ...[index.offsets, index.oddOffsets, index.names, index.byInitials].map(({ buffer }) => buffer)];
  postMessage(index, { transfer: /** @type {ArrayBuffer[]} */ (transfer) });
}

/**
 * @param {ArrayBuffer} file the whole file; it is handed over and empty afterwards
 * @returns {Promise<import("./tag_index.js").TagIndex>} rejected as `openIndex` throws
 */
export function openBeside(file) {
  const worker = new Worker(import.meta.url, { type: "module" });
  /** @type {Promise<import("./tag_index.js").TagIndex>} */
  const opened = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message || "tag index: the page lets no worker start"));
  });
  worker.postMessage(file, [file]);
  return opened.finally(() => worker.terminate());
}
