// A guest that waits in its callback for a future that the host gives no value for traps when it gets the event, which
// is when nothing of its own runs; other instances of the same core go on.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { buildRuntime } from '../../internal/tools/lib/package.mjs';
import { must } from '../../internal/tools/lib/run.mjs';

test('a promise that is rejected traps the guest whose callback waits for it, and nobody else', async () => {
  await buildRuntime();
  const folder = await mkdtemp(join(tmpdir(), 'jco-go-failed-future-'));
  try {
    await must('go', ['run', './cmd/jco-go', 'transpile', 'testdata/fixtures/async-future-wait.wasm', '-o', folder]);
    const url = pathToFileURL(join(folder, 'async-future-wait.js')).href;
    const [bad, good] = await Promise.all([import(`${url}?bad`), import(`${url}?good`)]);
    assert.equal(await bad.wait(Promise.resolve(7)), 7);
    const later = new Promise((resolve) => setTimeout(resolve, 20, 8));
    const waits = good.wait(later);
    const failure = new Promise((_, reject) => setTimeout(reject, 10, new Error('nothing')));
    await assert.rejects(bad.wait(failure), /the host gave no value for a future: nothing/);
    await assert.rejects(bad.wait(Promise.resolve(9)), /cannot enter component instance/);
    assert.equal(await waits, 8);
    // Whatever the reason.
    const [odd, rude] = await Promise.all([import(`${url}?odd`), import(`${url}?rude`)]);
    const oddly = new Promise((_, reject) => setTimeout(reject, 10, Symbol('why')));
    await assert.rejects(odd.wait(oddly), /the host gave no value for a future: Symbol\(why\)/);
    const rudely = new Promise((_, reject) => setTimeout(reject, 10, Object.create(null)));
    await assert.rejects(rude.wait(rudely), /the host gave no value for a future: a value of type object that has no/);
    assert.equal(await good.wait(Promise.resolve(10)), 10);
  } finally {
    await rm(folder, { recursive: true });
  }
});
