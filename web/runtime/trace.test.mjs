// Random guest programs, run over the core natively (internal/task), and their traces repeated over the core in wasm: the
// same operations must give the same statuses and values.

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildRuntime, runtimeFolder } from '../../internal/tools/lib/package.mjs';
import { must } from '../../internal/tools/lib/run.mjs';

/** Operations whose exports are not called as the trace calls them. @type {Record<string, string>} */
const exportNames = {
  abandon: 'task_abandon',
  'error-context.drop': 'error_drop',
  'error-context.get': 'error_get',
  'error-context.new': 'error_new',
  'may-leave': 'set_may_leave',
  realloc: 'realloc_begin',
  return: 'return',
  'task.return': 'return_begin',
  'thread.new-indirect': 'thread_new',
};

test('a program and a seed give the same trace natively and in wasm', async () => {
  await buildRuntime();
  const { Core } = await import('./core.js');
  const module = await WebAssembly.compile(await readFile(join(runtimeFolder, 'jco-go-runtime.wasm')));
  const folder = await mkdtemp(join(tmpdir(), 'jco-go-traces-'));
  try {
    const flags = ['-run', '^TestPrograms$', '-count', '1', '-programs', '40', '-traces', folder];
    await must('go', ['test', './internal/task', ...flags]);
    const names = await readdir(folder);
    assert.equal(names.length, 120);
    for (const name of names) {
      const trace = await readFile(join(folder, name), 'utf8');
      const core = new Core(module);
      core.trace(true);
      repeat(/** @type {any} */ (core.exports), trace);
      assert.deepEqual(core.takeTrace().split('\n'), trace.split('\n'), name);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

/**
 * Calls the operations of a trace.
 * @param {Record<string, (...args: number[]) => number>} operations
 * @param {string} trace
 */
function repeat(operations, trace) {
  for (const line of trace.split('\n')) {
    if (!line) continue;
    const [operation, ...args] = line.slice(0, line.indexOf(' = ')).split(' ');
    const name = exportNames[operation] ?? operation.replaceAll(/[.-]/g, '_');
    assert.ok(operations[name], `no export ${name} for ${line}`);
    operations[name](...args.map(Number));
  }
}
