// A stream of another component's goes on inside the component that the host gave it to.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { buildRuntime } from '../../internal/tools/lib/package.mjs';
import { must } from '../../internal/tools/lib/run.mjs';

test('what a component calls gets a stream that came from another instance', async () => {
  await buildRuntime();
  const folder = await mkdtemp(join(tmpdir(), 'jco-go-onward-'));
  try {
    const flags = ['--instantiation', 'async', '-o', folder];
    await must('go', ['run', './cmd/jco-go', 'transpile', 'testdata/fixtures/stream-onward.wasm', ...flags]);
    const { instantiate } = await import(pathToFileURL(join(folder, 'stream-onward.js')).href);
    const [a, b] = [await instantiate(), await instantiate()];
    b.pass(a.same(Uint8Array.of(1, 2, 3)));
    await new Promise((resolve) => setTimeout(resolve));
    assert.equal(b.got(), 0x030201);
  } finally {
    await rm(folder, { recursive: true });
  }
});
