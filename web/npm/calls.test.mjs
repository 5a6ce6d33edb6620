// Calls do not disturb each other, whatever becomes of them, and the realm stays as it was.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { initialize, TranspileError, transpile, types } from 'jco-go';
import { buildPackage } from '../../internal/tools/lib/package.mjs';
import { Instance } from './instance.js';
import { execute, makeFolder, packageFolder, root } from './testing.mjs';

const read = (/** @type {string} */ name) => readFile(join(root, name));

/** @type {WebAssembly.Module} */
let module;

before(async () => {
  await buildPackage();
  module = await WebAssembly.compile(await readFile(join(packageFolder, 'transpile.wasm')));
});

test('calls at the same time give what they give one after another', async () => {
  const names = [
    'examples/adder/adder.wasm',
    'testdata/components/c-sync.wasm',
    'testdata/fixtures/bad/cut-canon.wasm',
  ];
  const inputs = await Promise.all(names.map(read));
  const one = async (/** @type {Uint8Array} */ input) => {
    try {
      return await transpile(input);
    } catch (e) {
      return String(e);
    }
  };
  const want = [];
  for (const input of inputs) want.push(await one(input));
  const many = Array.from({ length: 30 }, (_, i) => i % inputs.length);
  const got = await Promise.all(many.map((i) => one(inputs[i])));
  for (const [n, i] of many.entries()) assert.deepEqual(got[n], want[i]);
  assert.equal(typeof want[2], 'string');
});

test('a panic is an error, its instance is dead, the next one is not', async () => {
  const component = await read('examples/adder/adder.wasm');
  const broken = await Instance.start(module);
  const good = await Instance.start(module);
  const want = good.call('transpile', [], component);
  assert.deepEqual(broken.call('transpile', [], component), want);

  assert.throws(
    () => broken.call('transpile', [['NoSuchOption', '']], component),
    (e) => {
      assert.ok(e instanceof TranspileError);
      assert.equal(e.code, 'internal');
      assert.match(e.message, /^the transpiler broke: panic: there is no option NoSuchOption\nPlease report/);
      assert.match(String(/** @type {Error} */ (e.cause).message), /goroutine 1|goroutine \d+ \[running\]/);
      return true;
    },
  );
  assert.ok(broken.dead);
  assert.throws(() => broken.call('transpile', [], component), /this instance is dead/);
  assert.ok(!good.dead);
  assert.deepEqual(good.call('transpile', [], component), want);
});

test('a memory that cannot grow any more is an error, too', async () => {
  const instance = await Instance.start(module);
  const huge = new Uint8Array(8);
  Object.defineProperty(huge, 'length', { value: 0xfff00000 });
  assert.throws(
    () => instance.call('transpile', [], huge),
    (e) => e instanceof TranspileError && e.code === 'internal' && /out of memory/.test(e.message),
  );
  assert.ok(instance.dead);
});

test('a module that is not ours does not load, and the right one does after it', async () => {
  const other = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
  await assert.rejects(Instance.start(new WebAssembly.Module(other)));
  const script = `
    import assert from 'node:assert/strict';
    import { initialize, transpile } from 'jco-go';
    await assert.rejects(initialize({ wasm: new Uint8Array(4) }), WebAssembly.CompileError);
    await assert.rejects(initialize({ wasm: '/does/not/exist.wasm' }), { code: 'ENOENT' });
    await initialize({ wasm: new URL('./transpile.wasm', ${JSON.stringify(new URL('./', import.meta.url).href)}) });
    await assert.rejects(initialize({ wasm: new Uint8Array(4) }), /is loaded already/);
    await initialize();
    console.log(Object.keys((await transpile('examples/adder/adder.wasm')).files).join());
  `;
  const { code, stdout, stderr } = await execute(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
  });
  assert.equal(code, 0, stderr);
  assert.equal(stdout, 'adder.js,adder.d.ts\n');
});

test('the deepest components are handled, on the stack that there is', async () => {
  for (const name of ['nested-components', 'type-doubling', 'count-huge', 'core-count-huge']) {
    const bytes = await read(`testdata/fixtures/bad/${name}.wasm`);
    await assert.rejects(transpile(bytes), (e) => e instanceof TranspileError && e.code !== 'internal', name);
  }
});

test('memory does not grow from call to call', async () => {
  const component = await read('examples/rust-inventory/rust-inventory.wasm');
  const instance = await Instance.start(module);
  // Go's collector sets the pace of its heap by chance, so a round may grow; what leaks grows in every round.
  const sizes = [];
  for (let round = 0; round < 8; round++) {
    for (let i = 0; i < 100; i++) instance.call('transpile', [], component);
    sizes.push(instance.memoryBytes);
    if (round > 1 && sizes[round] === sizes[round - 1]) return;
  }
  assert.fail(`${sizes.join(', ')} bytes after 100 calls each`);
});

test('an instance with a huge memory is not kept', async () => {
  const component = await read('testdata/components/c-sync.wasm');
  const size = 150 << 20; // of a custom section at the end
  const leb = [0, 7, 14, 21, 28].map((shift) => ((size >>> shift) & 127) | (shift < 28 ? 128 : 0));
  const big = new Uint8Array(component.length + 6 + size);
  big.set(component);
  big.set([0, ...leb, 1, 120], component.length);
  const instance = await Instance.start(module);
  const want = instance.call('transpile', [], component);
  assert.ok(!instance.dead && instance.memoryBytes > 0);
  assert.deepEqual(instance.call('transpile', [], big), want);
  assert.ok(instance.dead);
  assert.equal(instance.memoryBytes, 0);
});

test('nothing is added to the realm, and nothing keeps the process alive', async () => {
  const dir = await makeFolder();
  const script = `
    const before = Reflect.ownKeys(globalThis).map(String).join();
    const { transpile } = await import('jco-go');
    await transpile('examples/adder/adder.wasm');
    await transpile('testdata/fixtures/bad/text.wasm').catch((e) => console.log(e.code));
    const after = Reflect.ownKeys(globalThis).map(String).join();
    console.log(before === after ? 'the same' : [before, after].join('\\n'));
  `;
  const from = performance.now();
  const run = await execute(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    env: { TMPDIR: dir },
  });
  assert.deepEqual(run, { code: 0, stdout: 'text\nthe same\n', stderr: '' });
  assert.ok(performance.now() - from < 30_000);
});

test('it works in a worker', async () => {
  const script = `
    import { parentPort } from 'node:worker_threads';
    import { transpile } from ${JSON.stringify(new URL('./node.js', import.meta.url).href)};
    parentPort.postMessage(await transpile('examples/adder/adder.wasm'));
  `;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`));
  const got = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  assert.deepEqual(got, await transpile('examples/adder/adder.wasm'));
});

test('what is no component gets an error that says so', async () => {
  const text = new TextEncoder();
  /** @type {[any, object][]} */
  const cases = [
    [
      await read('testdata/fixtures/bad/core-module.wasm'),
      { code: 'core-module', message: /wasm-tools component new/ },
    ],
    [text.encode('(component)'), { code: 'text', message: /wasm-tools parse/ }],
    [text.encode('package a:b;'), { code: 'wit-text', message: /JCO_GO_BINARY/ }],
    [text.encode('  // a world\npackage a:b;'), { code: 'wit-text' }],
    [new Uint8Array(0), { code: 'invalid' }],
    [undefined, { name: 'TypeError', message: 'transpile: the component is undefined, not a Uint8Array' }],
    [{}, { name: 'TypeError' }],
    [[0, 97, 115, 109], { name: 'TypeError' }],
    [join(root, 'no-such.wasm'), { code: 'ENOENT' }],
    [join(root, 'internal/plan/testdata/bomb.wasm'), { code: 'limit', offset: 0x2a, message: /more than 10000/ }],
    [join(root, 'docs'), { code: 'wit-text' }],
  ];
  for (const [input, want] of cases) await assert.rejects(transpile(input), want);
  for (const [input, want] of cases.slice(0, 5)) await assert.rejects(types(input), want);
  await initialize();
});
