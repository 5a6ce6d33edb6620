// Go's tests for GOOS=js, in Node and in Chromium.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { forWasm } from './package.mjs';
import { root } from './places.mjs';
import { must } from './run.mjs';

/**
 * @param {'node' | 'chromium'} engine
 * @param {string} packages
 */
export async function goTestJs(engine, packages) {
  const script = join(root, 'internal', 'tools', 'go-test-js.mjs');
  // Not from the cache: Go does not know what the script reads.
  const output = await must(
    'go',
    ['test', '-count=1', '-exec', `${process.execPath} ${script} ${engine}`, packages],
    forWasm,
  );
  assert.match(output, /^ok /m);
  assert.doesNotMatch(output, /no tests to run|no test files/);
}
