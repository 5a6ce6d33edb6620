// The command line of the package is that of the native program: the same output, files and exit codes.

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { build, execute, makeFolder, packageFolder, readFolder, root } from './testing.mjs';

const cli = join(packageFolder, 'cli.js');

/** @type {string} */
let native;

before(async () => {
  native = await build();
});

/**
 * @param {string[]} args
 * @param {Parameters<typeof execute>[2]} [options]
 */
const npm = (args, options) => execute(process.execPath, [cli, ...args], { cwd: root, ...options });

/** Runs both in the repository and compares all that they print. @param {string[]} args @param {any} [options] */
async function same(args, options) {
  const want = await execute(native, args, { cwd: root, ...options });
  assert.deepEqual(await npm(args, options), want, args.join(' '));
  return want;
}

test('it prints what the native program prints', async () => {
  const text = 'examples/c-text/c-text.wasm';
  for (const args of [['wit', text], ['plan', text], ['types', '--help'], ['--version']]) {
    const { code, stdout } = await same(args);
    assert.equal(code, 0);
    assert.ok(stdout.length > 5, args.join(' '));
  }
  // Only the native program compiles, and keeps what it compiled.
  const help = await execute(native, ['help'], { cwd: root });
  assert.match(help.stdout, /^ {3}cache .*\n/m);
  assert.deepEqual(await npm(['help']), { ...help, stdout: help.stdout.replace(/^ {3}cache .*\n/m, '') });
});

test('it fails as the native program fails', async () => {
  const bad = 'testdata/fixtures/bad';
  for (const [want, ...args] of /** @type {[number, ...string[]][]} */ ([
    [2],
    [2, 'transpile'],
    [2, 'transpile', 'examples/adder/adder.wasm'],
    [2, 'transpile', 'examples/adder/adder.wasm', '-o', 'x', '--no-such-option'],
    [2, 'nonsense'],
    [1, 'wit', `${bad}/core-module.wasm`],
    [1, 'wit', `${bad}/cut-types.wasm`],
    [1, 'wit', `${bad}/text.wasm`],
  ])) {
    const { code, stderr } = await same(args);
    assert.equal(code, want, args.join(' '));
    assert.match(stderr, /^jco-go: /);
  }
  const { code, stderr } = await npm(['wit', 'no-such.wasm']);
  assert.equal(code, 1);
  assert.match(stderr, /^jco-go: .*no-such\.wasm: no such file/i);
});

test('it writes the same files', async () => {
  const [here, there] = [await makeFolder(), await makeFolder()];
  const args = (/** @type {string} */ dir) => ['transpile', 'examples/rust-inventory/rust-inventory.wasm', '-o', dir];
  const want = await execute(native, [...args(join(there, 'a/b')), '-q'], { cwd: root });
  assert.equal(want.code, 0, want.stderr);
  const got = await npm(args(join(here, 'a/b')));
  assert.equal(got.code, 0, got.stderr);
  assert.match(got.stdout, /Transpiled JS Component Files/);
  const files = await readFolder(here);
  assert.ok(Object.keys(files).length >= 3);
  assert.deepEqual(files, await readFolder(there));
  // And once more over those that are there.
  assert.equal((await npm([...args(join(here, 'a/b')), '-q'])).code, 0);
  assert.deepEqual(await readFolder(here), files);
});

test('it leaves nothing behind where it fails', async () => {
  const dir = await makeFolder();
  await writeFile(join(dir, 'file'), '');
  const { code, stderr } = await npm(['transpile', 'examples/adder/adder.wasm', '-o', join(dir, 'file')]);
  assert.equal(code, 1);
  assert.match(stderr, /file/);
  assert.deepEqual(Object.keys(await readFolder(dir)), ['file']);
});

test('it passes the tests of the native program', async () => {
  const args = ['test', '-count=1', '-run=^TestScript$', './cmd/jco-go'];
  const { code, stdout, stderr } = await execute('go', args, { cwd: root, env: { JCO_GO_TEST_SCRIPT: cli } });
  assert.equal(code, 0, `${stdout}${stderr}`);
});

test('--minify uses the esbuild that is installed where it works', async () => {
  const dir = await makeFolder();
  const esbuild = join(dir, 'node_modules', 'esbuild');
  await mkdir(esbuild, { recursive: true });
  await writeFile(join(esbuild, 'package.json'), '{"name":"esbuild","version":"0.0.0","main":"index.js"}');
  await writeFile(
    join(esbuild, 'index.js'),
    "exports.transform = async (code) => ({ code: '/* ' + code.length + ' */' });",
  );
  const component = join(root, 'examples/adder/adder.wasm');
  for (const options of ['-qm', '-q']) {
    const { code, stderr } = await npm(['transpile', component, '-o', `out${options}`, options], { cwd: dir });
    assert.equal(code, 0, stderr);
  }
  const [small, plain] = await Promise.all(
    ['-qm', '-q'].map((out) => readFile(join(dir, `out${out}`, 'adder.js'), 'utf8')),
  );
  assert.equal(small, `/* ${plain.length} */`);
});

test('it reads from standard input', async () => {
  const input = await readFile(join(root, 'examples/adder/adder.wasm'));
  const { stdout } = await same(['wit', '-'], { input });
  assert.match(stdout, /export add: func/);
  await same(['wit', '-'], { input: '' });
});

test('a large environment does no harm, a command line that is too long gets an error', async () => {
  const env = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`LARGE_${i}`, 'x'.repeat(1000)]));
  assert.equal((await npm(['version'], { env })).code, 0);
  const { code, stderr } = await npm(['wit', 'x'.repeat(9000)]);
  assert.deepEqual([code, stderr], [2, 'jco-go: the command line is longer than 8 KB\n']);
});

test('$JCO_GO_BINARY names a native program to run instead', async () => {
  const { code, stdout } = await npm(['version'], { env: { JCO_GO_BINARY: native } });
  assert.equal(code, 0);
  assert.doesNotMatch(stdout, /js\/wasm/);
  assert.match((await npm(['version'])).stdout, /js\/wasm\n/);
  assert.equal((await npm(['nonsense'], { env: { JCO_GO_BINARY: native } })).code, 2);
  const none = await npm(['version'], { env: { JCO_GO_BINARY: '/no/such/program' } });
  assert.equal(none.code, 1);
  assert.match(none.stderr, /^jco-go: \$JCO_GO_BINARY: .*ENOENT/);
});
