// The faces of streams and futures in Node go through every event in every state, and come to what the hub's own test
// in Go comes to. playwright-tests/streams.test.mjs is the same in Chromium.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildRuntime, runtimeFolder } from '../../internal/tools/lib/package.mjs';

const data = new URL('../../webstreams/testdata/', import.meta.url);

test('every event in every state', async () => {
  await buildRuntime();
  const { loadCore } = await import('./core.js');
  const { runMatrix } = await import('./testing/matrix.js');
  const core = await loadCore(await readFile(join(runtimeFolder, 'jco-go-runtime.wasm')));
  const matrix = JSON.parse(await readFile(new URL('matrix.json', data), 'utf8'));
  /** @type {any[]} */
  const unhandled = [];
  const onUnhandled = (/** @type {any} */ e) => unhandled.push(e);
  process.on('unhandledRejection', onUnhandled);
  const { text, faults } = await runMatrix(core, matrix);
  process.off('unhandledRejection', onUnhandled);
  assert.deepEqual(faults, []);
  assert.deepEqual(unhandled, []);
  const want = (await readFile(new URL('outcomes.txt', data), 'utf8')).split('\n');
  const got = text.split('\n');
  assert.deepEqual(
    got.filter((line, i) => line !== want[i]),
    want.filter((line, i) => line !== got[i]),
  );
  assert.ok(want.length > 400);
});
