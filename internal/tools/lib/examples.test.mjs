// An example whose component was not built is told apart from those that run.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findExamples } from './examples.mjs';

test('examples are found, and those that have no component yet are missing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jco-go-examples-'));
  try {
    for (const name of ['a', 'b', 'c']) mkdirSync(join(folder, name));
    for (const name of ['a', 'b']) {
      writeFileSync(join(folder, name, 'example.json'), JSON.stringify({ component: `${name}.wasm` }));
    }
    writeFileSync(join(folder, 'a', 'a.wasm'), '');
    const { built, missing } = findExamples(folder);
    assert.deepEqual(built, [{ name: 'a', dir: join(folder, 'a'), manifest: { component: 'a.wasm' } }]);
    assert.deepEqual(
      missing.map(({ name }) => name),
      ['b'],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('none of the repository is missing but the one that is too big for it', () => {
  const { built, missing } = findExamples();
  assert.ok(built.length >= 4);
  assert.deepEqual(
    missing.map(({ name }) => name).filter((name) => name !== 'py-tables'),
    [],
  );
});
