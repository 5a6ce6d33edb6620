// A great many streams and futures in Node, opened, partly read, cancelled and dropped at random: JCO_GO_STREAMS of them, or
// ten thousand. playwright-tests/streams.test.mjs is the same in Chromium.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildRuntime, runtimeFolder } from '../../internal/tools/lib/package.mjs';
import { must } from '../../internal/tools/lib/run.mjs';

test('nothing stays behind', async (t) => {
  await buildRuntime();
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc');
  const folder = await mkdtemp(join(tmpdir(), 'jco-go-many-streams-'));
  try {
    const runtime = pathToFileURL(join(runtimeFolder, 'jco-go-runtime.js')).href;
    const flags = ['--result-streams', '--instantiation', 'async', '--runtime', runtime, '-o', folder];
    await must('go', ['run', './cmd/jco-go', 'transpile', 'testdata/fixtures/result-streams.wasm', ...flags]);
    const { instantiate } = await import(pathToFileURL(join(folder, 'result-streams.js')).href);
    await instantiate(undefined, {});
    const { currentCore } = await import('./core.js');
    const { runManyStreams } = await import('./testing/manystreams.js');
    const core = /** @type {import('./core.js').Core} */ (currentCore());
    const { count, left, growth } = await runManyStreams({
      instantiate: () => instantiate(undefined, {}),
      core,
      count: Number(process.env.JCO_GO_STREAMS ?? 10_000),
      seed: 1,
      async collect() {
        for (let i = 0; i < 4; i++) {
          gc();
          await new Promise((resolve) => setTimeout(resolve));
        }
      },
      bytes: () => process.memoryUsage().heapUsed + core.memory.buffer.byteLength,
    });
    t.diagnostic(`${count} streams, ${growth} bytes more than after the first tenth`);
    assert.equal(left, '');
    assert.ok(growth < 1 << 20, `${growth} bytes more`);
  } finally {
    await rm(folder, { recursive: true });
  }
});
