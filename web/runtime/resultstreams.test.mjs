// A stream with the future of its result as one object, in Node. playwright-tests/streams.test.mjs is the same in
// Chromium.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { buildRuntime, runtimeFolder } from '../../internal/tools/lib/package.mjs';
import { must } from '../../internal/tools/lib/run.mjs';

test('pairs as one object', async () => {
  await buildRuntime();
  const folder = await mkdtemp(join(tmpdir(), 'jco-go-result-streams-'));
  /** @type {any[]} */
  const unhandled = [];
  const onUnhandled = (/** @type {any} */ e) => unhandled.push(e);
  process.on('unhandledRejection', onUnhandled);
  try {
    const runtime = pathToFileURL(join(runtimeFolder, 'jco-go-runtime.js')).href;
    const flags = ['--result-streams', '--instantiation', 'async', '--runtime', runtime, '-o', folder];
    await must('go', ['run', './cmd/jco-go', 'transpile', 'testdata/fixtures/result-streams.wasm', ...flags]);
    const { instantiate } = await import(pathToFileURL(join(folder, 'result-streams.js')).href);
    const { currentCore } = await import('./core.js');
    const { runResultStreams } = await import('./testing/resultstreams.js');
    await instantiate(undefined, {});
    const core = currentCore();
    const { count, faults } = await runResultStreams(() => instantiate(undefined, {}), core);
    assert.deepEqual(faults, []);
    assert.ok(count > 35);
    assert.deepEqual(unhandled, []);
  } finally {
    process.off('unhandledRejection', onUnhandled);
    await rm(folder, { recursive: true });
  }
});
