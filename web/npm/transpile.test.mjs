// What transpile and types give is what the native program gives, byte for byte and word for word.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { before, test } from 'node:test';
import { TranspileError, transpile, types } from 'jco-go';
import { build, components, execute, makeFolder, readFolder, root } from './testing.mjs';

/** @type {string} */
let native;

before(async () => {
  native = await build();
});

/**
 * Runs both and compares files or errors.
 * @param {'transpile' | 'types'} command
 * @param {string} path of a component
 * @param {import('jco-go').TranspileOptions} [options]
 * @param {string[]} [args] the same options on the command line
 * @returns {Promise<boolean>} whether they gave files
 */
async function compare(command, path, options = {}, args = []) {
  const dir = await makeFolder();
  const want = await execute(native, [command, path, '-o', dir, '-q', ...args]);
  const component = await readFile(path);
  const name = basename(path, '.wasm');
  const what = `${command} ${path} ${args.join(' ')}`;
  /** @type {import('jco-go').Files} */
  let files;
  try {
    const all = { name, ...options };
    files = command === 'transpile' ? (await transpile(component, all)).files : await types(component, all);
  } catch (e) {
    assert.ok(e instanceof TranspileError, `${what}: ${e}`);
    assert.notEqual(want.code, 0, `${what}: ${e.message}, but the native program can`);
    const text = want.stderr.replace(`jco-go: ${path}: `, '');
    const message = e.message.split('\n')[0];
    assert.ok(text.startsWith(message), `${what}:\n  ${message}\nand natively\n  ${text}`);
    assert.notEqual(e.code, 'internal', what);
    checkFields(e);
    return false;
  }
  assert.equal(want.code, 0, `${what}: natively\n${want.stderr}`);
  const wanted = await readFolder(dir);
  assert.deepEqual(Object.keys(files).sort(), Object.keys(wanted).sort(), what);
  for (const [name, data] of Object.entries(files)) {
    assert.ok(data instanceof Uint8Array);
    assert.ok(Buffer.from(wanted[name]).equals(data), `${what}: ${name} differs`);
  }
  return true;
}

/** The fields of an error are those that its message has. @param {TranspileError} e */
function checkFields(e) {
  const [, offset] = / \(at offset 0x([0-9a-f]+)\)$/m.exec(e.message) ?? [];
  if (offset !== undefined) assert.equal(e.offset, Number.parseInt(offset, 16), e.message);
  // The message leaves out what names all of the component, and the middle of a long path.
  const leftOut = e.path === 'component' || / more\)/.test(e.message);
  if (e.path && !leftOut) assert.ok(e.message.includes(e.path), e.message);
  if (e.code === 'feature-off') assert.ok(e.feature && e.message.includes(e.feature), e.message);
  for (const need of e.needs ?? []) {
    assert.ok(need.where && need.feature, e.message);
    assert.ok(e.needs && e.needs.length > 12 ? true : e.message.includes(need.where), e.message);
  }
}

for (const command of /** @type {const} */ (['transpile', 'types'])) {
  test(`${command} of every component of the repository`, async () => {
    let [good, bad] = [0, 0];
    for (const path of await components()) {
      if (await compare(command, path)) good++;
      else bad++;
    }
    assert.ok(good >= 20 && bad >= 25, `${good} good and ${bad} bad ones`);
  });
}

/** @type {[import('jco-go').TranspileOptions, string[]][]} */
const optionSets = [
  [{ instantiation: 'async' }, ['-I', 'async']],
  [{ instantiation: { tag: 'sync' } }, ['-I', 'sync']],
  [{ asyncMode: { tag: 'sync' }, asyncWasiImports: ['wasi:io/poll#poll'], asyncWasiExports: [] }, []],
  [{ map: { 'demo:*': './host.js#*', 'wasi:*': 'x' } }, ['--map', 'demo:*=./host.js#*', '--map', 'wasi:*=x']],
  [{ map: ['demo:text/*=./host.js#*'] }, ['--map', 'demo:text/*=./host.js#*']],
  [{ tlaCompat: true }, ['--tla-compat']],
  [{ strict: true, base64Cutoff: 0 }, ['--strict', '-b', '0']],
  [{ base64Cutoff: 1e9, nodejsCompat: false }, ['-b', '1000000000', '--no-nodejs-compat']],
  [{ noTypescript: true }, ['--no-typescript']],
  [{ emitTypescriptDeclarations: false }, ['--no-typescript']],
  [{ wasiShim: false, namespacedExports: false }, ['--no-wasi-shim', '--no-namespaced-exports']],
  [{ noComponentErrorWrapping: true }, ['--no-component-error-wrapping']],
  [{ flagsAsBigInt: true, variantsInlineCases: true }, ['--flags-as-bigint', '--variants-inline-cases']],
  [
    { useNamespaceObjects: true, enumValuesScreamingSnakeCase: true },
    ['--use-namespace-objects', '--enum-values-screaming-snake-case'],
  ],
  [{ name: 'ünïcode' }, ['--name', 'ünïcode']],
];
for (const [options, args] of optionSets) {
  test(`transpile with ${args.join(' ')}`, async () => {
    const paths = ['examples/c-text/c-text.wasm', 'examples/rust-inventory/rust-inventory.wasm'];
    for (const path of [...paths, 'testdata/fixtures/resources.wasm']) {
      assert.ok(await compare('transpile', join(root, path), options, args), path);
    }
  });
}

test('a feature that is off can be turned on', async () => {
  const path = join(root, 'testdata/components/rust-sync.wasm');
  await compare('transpile', path, { componentFeatures: '-cm-async,-cm-map' }, ['--features', '-cm-async,-cm-map']);
  await compare('transpile', path, { componentFeatures: ['all'] }, ['--features', 'all']);
});

test('outDir is put in front of the names; the options and the component stay as they were', async () => {
  const component = new Uint8Array(await readFile(join(root, 'examples/adder/adder.wasm')));
  const copy = component.slice();
  for (const outDir of ['out', 'out/', 'a\\b']) {
    const options = Object.freeze({ name: 'adder', outDir });
    const { files, imports, exports } = await transpile(component, options);
    const dir = outDir.replace('\\', '/').replace(/\/$/, '');
    assert.deepEqual(Object.keys(files), [`${dir}/adder.js`, `${dir}/adder.d.ts`]);
    assert.deepEqual([imports, exports], [[], [['add', 'function']]]);
    assert.deepEqual(Object.keys(await types(component, options)), [`${dir}/adder.d.ts`]);
  }
  assert.deepEqual(component, copy);
});

test('a component can be given as any kind of bytes, as a path or as a URL', async () => {
  const path = join(root, 'examples/adder/adder.wasm');
  const bytes = new Uint8Array(await readFile(path));
  const shifted = new Uint8Array(bytes.length + 7);
  shifted.set(bytes, 7);
  const forms = [bytes, bytes.buffer, Buffer.from(bytes), shifted.subarray(7), new DataView(bytes.buffer)];
  const want = (await transpile(bytes, { name: 'adder' })).files;
  for (const form of forms) assert.deepEqual((await transpile(form, { name: 'adder' })).files, want);
  for (const form of [path, new URL('../../examples/adder/adder.wasm', import.meta.url)]) {
    assert.deepEqual((await transpile(form)).files, want);
    assert.deepEqual(Object.keys(await types(form)), ['adder.d.ts']);
    assert.deepEqual(Object.keys(await types(form, { name: 'other' })), ['other.d.ts']);
  }
});
