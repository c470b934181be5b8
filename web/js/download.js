/** Fetches one file from any address: with progress, a bound and a way to stop. Runs in Node too. */

/** Bytes that are taken at most, as many as the server stores (`nodes/vocabulary/routes.py`). */
export const LARGEST = 64 * 2 ** 20;

/**
 * @typedef {"address" | "unreachable" | "status" | "large" | "broken"} Failure
 * - `address`: not one of the web; the detail is what was given
 * - `unreachable`: no answer, or none that the page may read; browsers do not tell which
 * - `status`: an answer, but not the file; the detail is the HTTP status
 * - `large`: the detail is the bytes allowed
 * - `broken`: ended before its end; the detail is the bytes that came
 */

export class DownloadError extends Error {
  /**
   * @param {Failure} failure
   * @param {string | number} detail
   */
  constructor(failure, detail) {
    super(`${failure}: ${detail}`);
    this.name = "DownloadError";
    this.failure = failure;
    this.detail = detail;
  }
}

/**
 * @param {string} address
 * @param {object} [how]
 * @param {AbortSignal} [how.signal] ends it with an AbortError
 * @param {number} [how.largest] bytes
 * @param {(bytes: number, announced: number | undefined) => void} [how.progress] called as bytes come
 * @returns {Promise<Uint8Array<ArrayBuffer>>} the file. Throws a DownloadError.
 */
export async function download(address, { signal, largest = LARGEST, progress = () => {} } = {}) {
  const response = await fetch(webAddress(address), {
    signal,
    cache: "no-store",
    credentials: "omit",
    referrerPolicy: "no-referrer",
  }).catch(orElse(signal, "unreachable", address));
  if (!response.ok) {
    await response.body?.cancel();
    throw new DownloadError("status", response.status);
  }
  // Of a packed file this is the packed size, and a page may not see that it is packed: only a hint.
  const announced = Number(response.headers.get("Content-Length")) || undefined;
  const reader = response.body?.getReader();
  const chunks = [];
  let bytes = 0;
  progress(bytes, announced);
  while (reader) {
    const { done, value } = await reader.read().catch(orElse(signal, "broken", bytes));
    if (done) break;
    chunks.push(value);
    bytes += value.length;
    if (bytes > largest || (announced ?? 0) > largest) {
      await reader.cancel();
      throw new DownloadError("large", largest);
    }
    progress(bytes, announced);
  }
  return joined(chunks, bytes);
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Promise<string | undefined>} in hexadecimal; undefined where browsers compute none,
 *   which is on a page that is neither https nor on this computer
 */
export async function sha256(bytes) {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return undefined;
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {Uint8Array} bytes
 * @returns {boolean}
 */
export function isGzip(bytes) {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** @param {string} address */
function webAddress(address) {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== "https:" && url?.protocol !== "http:") throw new DownloadError("address", address);
  return url;
}

/**
 * @param {AbortSignal | undefined} signal
 * @param {Failure} failure
 * @param {string | number} detail
 * @returns {(error: unknown) => never} throws what an abort threw, or else this failure
 */
function orElse(signal, failure, detail) {
  return (error) => {
    throw signal?.aborted ? error : new DownloadError(failure, detail);
  };
}

/**
 * @param {Uint8Array[]} chunks
 * @param {number} bytes
 */
function joined(chunks, bytes) {
  const all = new Uint8Array(bytes);
  let end = 0;
  for (const chunk of chunks) {
    all.set(chunk, end);
    end += chunk.length;
  }
  return all;
}
