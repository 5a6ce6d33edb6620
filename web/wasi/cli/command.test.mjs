// How commands end, terminals, and what makes the names of the imports.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExitError, runCommand, wasi } from '../node/index.js';

const { 'wasi:cli/exit@0.3.0': exit } = wasi();

test('exit codes', async () => {
  const failed = Object.assign(new Error('failed'), { payload: undefined });
  for (const [run, code] of /** @type {[() => any, number][]} */ ([
    [() => {}, 0],
    [async () => {}, 0],
    [() => exit.exit({ tag: 'ok', val: undefined }), 0],
    [async () => exit.exit({ tag: 'err', val: undefined }), 1],
    [() => exit.exitWithCode(42), 42],
    [() => Promise.reject(failed), 1],
    // As the shims of WASI 0.2 do.
    [() => Promise.reject(Object.assign(new Error('exit'), { exitError: true, code: 3 })), 3],
  ])) {
    assert.equal(await runCommand({ run: { run } }), code);
    assert.equal(await runCommand({ 'wasi:cli/run@0.3.0': { run } }), code);
  }
  const trap = new Error('wasm trap: unreachable');
  await assert.rejects(runCommand({ run: { run: () => Promise.reject(trap) } }), trap);
  await assert.rejects(runCommand({}), /it does not export wasi:cli\/run/);
  assert.throws(
    () => exit.exitWithCode(7),
    (e) => e instanceof ExitError && e.code === 7,
  );
});

test('of two versions of run, that of 0.3 is called', async () => {
  const component = {
    run: { run: () => Promise.reject(new Error('0.2')) },
    'wasi:cli/run@0.2.3': { run: () => Promise.reject(new Error('0.2')) },
    'wasi:cli/run@0.3.2': { run: async (/** @type {any} */ { signal }) => signal.throwIfAborted() },
  };
  assert.equal(await runCommand(component, { signal: new AbortController().signal }), 0);
});

test('terminals are what says so', () => {
  const terminal = Object.assign(() => {}, { isTTY: true });
  const given = wasi({ stdin: Object.assign(['x'], { isTTY: true }), stdout: terminal, stderr: () => {} });
  const { TerminalInput } = given['wasi:cli/terminal-input@0.3.0'];
  const { TerminalOutput } = given['wasi:cli/terminal-output@0.3.0'];
  assert.ok(given['wasi:cli/terminal-stdin@0.3.0'].getTerminalStdin() instanceof TerminalInput);
  assert.ok(given['wasi:cli/terminal-stdout@0.3.0'].getTerminalStdout() instanceof TerminalOutput);
  assert.equal(given['wasi:cli/terminal-stderr@0.3.0'].getTerminalStderr(), undefined);
  const none = wasi({ stdin: null, stdout: null, stderr: null });
  assert.equal(none['wasi:cli/terminal-stdin@0.3.0'].getTerminalStdin(), undefined);
  assert.equal(none['wasi:cli/terminal-stdout@0.3.0'].getTerminalStdout(), undefined);
});

test('wrong options are told', () => {
  for (const options of [
    { stdout: { no: 'sink' } },
    { stderr: 5 },
    { stdin: 5 },
    { stdin: {} },
    { args: 5 },
    { env: 5 },
  ]) {
    assert.throws(() => wasi(/** @type {any} */ (options)), TypeError, JSON.stringify(options));
  }
});
