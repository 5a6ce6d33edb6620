// An async component in each form of its module, and many instances of two components at work at once.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { buildRuntime } from '../../internal/tools/lib/package.mjs';
import { must } from '../../internal/tools/lib/run.mjs';

const component = 'testdata/components/c-async.wasm';

/** @type {string} */
let folder;

before(async () => {
  await buildRuntime();
  folder = await mkdtemp(join(tmpdir(), 'jco-go-instances-'));
  await writeFile(join(folder, 'package.json'), '{"type": "module"}\n');
  const host = "export const sleepAdd = async (a, b) => a + b;\nexport const fetch = async (key) => '<' + key + '>';\n";
  await writeFile(join(folder, 'host.js'), host);
  await must('go', ['build', '-o', join(folder, 'jco-go'), './cmd/jco-go']);
});

after(() => rm(folder, { recursive: true }));

/** Transpiles, and gives the module's address. @param {string} file @param {string} name @param {...string} flags */
async function transpiled(file, name, ...flags) {
  await must(join(folder, 'jco-go'), ['transpile', file, '-o', folder, '-q', '--name', name, ...flags]);
  return pathToFileURL(join(folder, `${name}.js`)).href;
}

/** @param {string} text */
const streamOf = (text) => new Blob([text]).stream();

/**
 * Asks everything that the component can do.
 * @param {any} guest
 * @param {string | string[]} around what its host's fetch puts before and behind a key
 */
async function ask(guest, [left, right] = '<>') {
  const [sum, text, later, waited] = await Promise.all([
    guest.callHost(5),
    guest.pipe(streamOf('a stream')).then((/** @type {ReadableStream} */ s) => new Response(s).text()),
    guest.later('k'),
    guest.waitFor(Promise.resolve('from here')),
  ]);
  assert.deepEqual(
    [guest.add(2, 40), guest.echo('é€'), text, later, waited],
    [42, 'é€', 'A STREAM', `${left}k${right}`, 'from here'],
  );
  return sum;
}

const map = ['--map', 'test:guest/host=./host.js'];
const compiled = async (/** @type {string} */ file) => WebAssembly.compile(await readFile(join(folder, file)));

test('an ES module', async () => {
  assert.equal(await ask(await import(await transpiled(component, 'esm', ...map))), '10:<tail>');
});

test('--tla-compat: $init makes it', async () => {
  const module = await import(await transpiled(component, 'compat', '--tla-compat', ...map));
  const { add, $init } = module;
  for (const call of [() => add(1, 1), () => module.callHost(1), () => new module.add(), () => module.add.x]) {
    assert.throws(call, { name: 'TypeError', message: /is not instantiated yet: `await \$init` first/ });
  }
  assert.equal(await $init, undefined);
  assert.equal(await ask(module), '10:<tail>');
});

test('--tla-compat: $init rejects with what is wrong', async () => {
  const empty = ['--map', 'test:guest/host=./empty.js'];
  await writeFile(join(folder, 'empty.js'), 'export const fetch = 1;\n');
  const { $init } = await import(await transpiled(component, 'lacking', '--tla-compat', ...empty));
  await assert.rejects($init, /lacks these imports:\n.*sleep-add.*\n.*fetch.*, not number 1/);
});

test('--instantiation async, with the host that finds files and without', async () => {
  const { instantiate } = await import(await transpiled(component, 'made', '-I', 'async'));
  const imports = { 'test:guest/host': await import(pathToFileURL(join(folder, 'host.js')).href) };
  assert.equal(await ask(await instantiate(undefined, imports)), '10:<tail>');
  assert.equal(await ask(await instantiate(compiled, imports)), '10:<tail>');
});

test('--instantiation sync', async () => {
  const { instantiate } = await import(await transpiled(component, 'sync', '-I', 'sync'));
  const imports = { 'test:guest/host': await import(pathToFileURL(join(folder, 'host.js')).href) };
  const files = ['sync.core.wasm', 'sync.core2.wasm', 'sync.core3.wasm', 'jco-go-runtime.wasm'];
  const modules = new Map(await Promise.all(files.map(async (f) => /** @type {const} */ ([f, await compiled(f)]))));
  assert.equal(await ask(instantiate((/** @type {string} */ file) => modules.get(file), imports)), '10:<tail>');
});

test('fifty instances of each of two components at work at once', async () => {
  const one = await import(await transpiled(component, 'one', '-I', 'async'));
  const two = await import(await transpiled('testdata/bench/async.wasm', 'two', '-I', 'async'));
  /** @param {number} ms @param {any} value */
  const after = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));
  const work = Array.from({ length: 50 }, async (_, i) => {
    // Each host answers in a way, and after a time, of its own.
    const host = {
      sleepAdd: (/** @type {number} */ a, /** @type {number} */ b) => after((i * b) % 5, a + b + i),
      fetch: (/** @type {string} */ key) => after(i % 3, `${i}${key}${i}`),
    };
    const add = (/** @type {number} */ x) => (i % 2 ? after(x % 3, x + i) : x + i);
    const [a, b] = await Promise.all([
      one.instantiate(undefined, { 'test:guest/host': host }),
      two.instantiate(undefined, { host: { default: add } }),
    ]);
    const many = (/** @type {(k: number) => Promise<any>} */ call) => Promise.all([3, 1, 2, 0].map(call));
    const [asked, sums, nows, calls, waits] = await Promise.all([
      ask(a, [String(i), String(i)]),
      many((k) => a.callHost(k)),
      many((k) => b.now(k + i)),
      many((k) => b.call(k + 1)),
      b.wait(4),
    ]);
    const tail = `${i}tail${i}`;
    assert.equal(asked, `${10 + 5 * i}:${tail}`);
    assert.deepEqual(sums, [`${3 + 3 * i}:${tail}`, `${i}:${tail}`, `${1 + 2 * i}:${tail}`, `0:${tail}`]);
    assert.deepEqual(nows, [4 + i, 2 + i, 3 + i, 1 + i]);
    assert.deepEqual(calls, [4, 2, 3, 1]);
    assert.equal(waits, 4 * i);
    a[Symbol.dispose]();
    b[Symbol.dispose]();
  });
  await Promise.all(work);
  const { driver } = /** @type {any} */ (globalThis)[Symbol.for('jco-go:runtime:ABI-1')].core.shared;
  assert.equal(driver.pending, 0);
});
