// The faces of streams and futures in Chromium: every event in every state, as in Go and in Node
// (web/runtime/matrix.test.mjs), and what pages do with streams.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from '../internal/tools/lib/chromium.mjs';
import { manyStreams } from '../internal/tools/lib/manystreams.mjs';
import { buildRuntime } from '../internal/tools/lib/package.mjs';
import { serveFiles } from '../internal/tools/lib/server.mjs';
import { root } from '../internal/tools/lib/setup.mjs';
import { streamExamples, transpileGuests } from '../internal/tools/lib/streamexamples.mjs';

/** @type {Awaited<ReturnType<typeof serveFiles>>} */
let server;
/** @type {import('playwright-core').Browser} */
let browser;
/** What was transpiled. @type {string} */
let folder;

before(async () => {
  await buildRuntime();
  folder = await mkdtemp(path.join(tmpdir(), 'jco-go-streams-'));
  server = await serveFiles((url) => {
    const transpiled = '/transpiled/';
    return url.startsWith(transpiled) ? path.join(folder, url.slice(transpiled.length)) : path.join(root, url);
  });
  browser = await launch();
  await transpileGuests(folder, '/web/runtime/jco-go-runtime.js');
});

after(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

test('pairs as one object', async () => {
  const page = await browser.newPage();
  /** @type {string[]} */
  const errors = [];
  page.on('pageerror', (e) => errors.push(String(e)));
  await page.goto(`${server.origin}/webstreams/testdata/matrix.json`);
  const { count, faults } = await page.evaluate(async () => {
    const at = (/** @type {string} */ name) => String(new URL(name, location.origin));
    const { instantiate } = await import(at('transpiled/result-streams.js'));
    await instantiate(undefined, {});
    const { currentCore } = await import(at('web/runtime/core.js'));
    const { runResultStreams } = await import(at('web/runtime/testing/resultstreams.js'));
    return runResultStreams(() => instantiate(undefined, {}), currentCore());
  });
  assert.deepEqual(faults, []);
  assert.ok(count > 35);
  assert.deepEqual(errors, []);
});

// JCO_GO_STREAMS says how many, see docs/streams.md.
test('nothing stays behind of a great many streams', async (t) => {
  const { count, left, growth } = await manyStreams(server.origin, Number(process.env.JCO_GO_STREAMS ?? 10_000));
  t.diagnostic(`${count} streams, ${growth} bytes more than after the first tenth`);
  assert.equal(left, '');
  assert.ok(growth < 1 << 20, `${growth} bytes more`);
});

test('every event in every state', async () => {
  const page = await browser.newPage();
  /** @type {string[]} */
  const errors = [];
  page.on('pageerror', (e) => errors.push(String(e)));
  await page.goto(`${server.origin}/webstreams/testdata/matrix.json`);
  const { text, faults } = await page.evaluate(async () => {
    const at = (/** @type {string} */ name) => String(new URL(`/web/runtime/${name}`, location.href));
    const { loadCore } = await import(at('core.js'));
    const { runMatrix } = await import(at('testing/matrix.js'));
    const matrix = await (await fetch('/webstreams/testdata/matrix.json')).json();
    return runMatrix(await loadCore(at('jco-go-runtime.wasm')), matrix);
  });
  const want = (await readFile(path.join(root, 'webstreams/testdata/outcomes.txt'), 'utf8')).split('\n');
  const got = text.split('\n');
  assert.deepEqual(
    got.filter((/** @type {string} */ line, /** @type {number} */ i) => line !== want[i]),
    want.filter((line, i) => line !== got[i]),
  );
  assert.deepEqual(faults, []);
  assert.deepEqual(errors, []);
});

test('the examples of docs/streams-examples.md', async () => {
  const examples = (await streamExamples()).filter(({ language }) => language === 'js');
  const page = await browser.newPage();
  /** @type {string[]} */
  const errors = [];
  page.on('pageerror', (e) => errors.push(String(e)));
  await page.goto(`${server.origin}/webstreams/testdata/matrix.json`);
  const faults = await page.evaluate(async (examples) => {
    const at = (/** @type {string} */ name) => String(new URL(name, location.origin));
    const { runExamples, streamGuests } = await import(at('web/runtime/testing/examples.js'));
    return runExamples(
      examples,
      streamGuests((/** @type {string} */ name) => import(at(`transpiled/${name}.js`))),
    );
  }, examples);
  assert.deepEqual(faults, []);
  assert.deepEqual(errors, []);
});
