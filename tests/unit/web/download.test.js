import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { download, isGzip, sha256 } from "../../../web/js/download.js";

const LIST = new TextEncoder().encode("1girl,0,5000000,\n".repeat(20_000));

/** @type {Record<string, (response: import("node:http").ServerResponse) => void>} */
const PLACES = {
  "/list": (response) => response.setHeader("Content-Length", LIST.length).end(LIST),
  "/unannounced": (response) => response.write(LIST, () => response.end()),
  "/empty": (response) => response.end(),
  "/missing": (response) => response.writeHead(404).end("no such list"),
  "/broken": (response) => {
    response.setHeader("Content-Length", LIST.length);
    response.write(LIST.subarray(0, 1000), () => setTimeout(() => response.destroy(), 50));
  },
  "/slow": (response) => {
    response.setHeader("Content-Length", LIST.length);
    response.write(LIST.subarray(0, 1000));
    left = new Promise((resolve) => response.on("close", () => resolve(response.writableFinished)));
  },
  "/moved": (response) => response.writeHead(302, { Location: "/list" }).end(),
};

/** Of a slow answer: resolves when its asker is gone, with whether all of it was sent. */
let left = Promise.resolve(true);
let root = "";
const server = createServer((request, response) => PLACES[request.url ?? ""](response));

before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  root = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

for (const place of ["/list", "/unannounced", "/moved"]) {
  test(`${place} comes whole`, async () => assert.deepEqual(await download(root + place), LIST));
}

test("an empty file is a file", async () => assert.equal((await download(`${root}/empty`)).length, 0));

test("progress starts at nothing, never goes back and ends with all", async () => {
  /** @type {[number, number | undefined][]} */
  const steps = [];
  await download(`${root}/list`, { progress: (bytes, announced) => steps.push([bytes, announced]) });
  const counts = steps.map(([bytes]) => bytes);
  assert.equal(counts[0], 0);
  assert.equal(counts.at(-1), LIST.length);
  assert.deepEqual(counts, counts.toSorted((a, b) => a - b));
  assert.ok(steps.every(([, announced]) => announced === LIST.length));
});

test("without an announced size, progress says so", async () => {
  /** @type {unknown[]} */
  const announced = [];
  await download(`${root}/unannounced`, { progress: (_, size) => announced.push(size) });
  assert.deepEqual([...new Set(announced)], [undefined]);
});

/** What goes wrong, and how it is told: [address, failure, detail, bytes allowed]. */
const FAILURES = [
  ["/missing", "status", 404],
  ["/broken", "broken", 1000],
  ["/list", "large", 1000, 1000],
  ["/unannounced", "large", 1000, 1000],
];

for (const [place, failure, detail, largest] of /** @type {[string, string, number, number?][]} */ (FAILURES)) {
  test(`${place} fails: ${failure}`, async () => {
    await assert.rejects(download(root + place, { largest }), { name: "DownloadError", failure, detail });
  });
}

for (const address of ["", "danbooru.csv", "file:///list.csv", "data:text/csv,1girl", "javascript:0"]) {
  test(`${JSON.stringify(address)} is no address of the web`, async () => {
    await assert.rejects(download(address), { failure: "address", detail: address });
  });
}

test("nobody answers", async () => {
  const gone = createServer();
  await new Promise((resolve) => gone.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (gone.address());
  await new Promise((resolve) => gone.close(resolve));
  await assert.rejects(download(`http://127.0.0.1:${port}/list`), { failure: "unreachable" });
});

test("a cancel ends the fetch on both sides", { timeout: 10_000 }, async () => {
  const cancelling = new AbortController();
  /** @param {number} bytes */
  const progress = (bytes) => bytes > 0 && cancelling.abort();
  await assert.rejects(download(`${root}/slow`, { signal: cancelling.signal, progress }), { name: "AbortError" });
  assert.equal(await left, false);
});

test("a cancel before the start asks nobody", async () => {
  await assert.rejects(download(`${root}/list`, { signal: AbortSignal.abort() }), { name: "AbortError" });
});

test("the checksum is SHA-256 in hexadecimal", async () => {
  assert.equal(await sha256(LIST), createHash("sha256").update(LIST).digest("hex"));
});

test("where the browser has no checksums there is none", async () => {
  const found = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(globalThis, "crypto"));
  Object.defineProperty(globalThis, "crypto", { value: {}, configurable: true });
  try {
    assert.equal(await sha256(LIST), undefined);
  } finally {
    Object.defineProperty(globalThis, "crypto", found);
  }
});

test("gzip is known by its first bytes", () => {
  assert.deepEqual([isGzip(Uint8Array.of(0x1f, 0x8b, 8)), isGzip(LIST), isGzip(Uint8Array.of())], [true, false, false]);
});
