// jco-go-runtime.wasm and core.js in Node: one core for a realm, its size, and what a core that breaks leaves.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { brotli, buildRuntime, runtimeFolder } from '../../internal/tools/lib/package.mjs';
import { execute } from '../npm/testing.mjs';

const file = join(runtimeFolder, 'jco-go-runtime.wasm');
const url = new URL('./jco-go-runtime.wasm', import.meta.url);
/** @type {typeof import('./core.js')} */
let runtime;
/** @type {WebAssembly.Module} */
let module;

before(async () => {
  await buildRuntime();
  runtime = await import('./core.js');
  module = await WebAssembly.compile(await readFile(file));
});

const ok = 0;
const trapped = 2;

/** Breaks a core: there is no such lifted function. @param {import('./core.js').Core} core */
const breaks = (core) => core.exports.call(12345, 0);

test('it is no larger than it may be', async () => {
  const bytes = await readFile(file);
  assert.ok(bytes.length <= 2_300_000, `it has ${bytes.length} bytes`);
  const packed = brotli(bytes).length;
  assert.ok(packed <= 480_000, `it has ${packed} bytes with brotli`);
});

test('a realm has one core, which is loaded when it is first wanted', async () => {
  let asked = 0;
  const source = () => {
    asked++;
    return url;
  };
  const cores = await Promise.all([runtime.loadCore(source), runtime.loadCore(source)]);
  cores.push(await runtime.loadCore(source), runtime.startCore(module));
  assert.equal(asked, 1);
  assert.ok(cores.every((core) => core === cores[0] && core === runtime.currentCore()));
});

test('another copy of the file finds the same core', async () => {
  const core = await runtime.loadCore(url);
  /** @type {typeof runtime} */
  const copy = await import(`./core.js?${'copy'}`);
  assert.notEqual(copy.loadCore, runtime.loadCore);
  assert.equal(await copy.loadCore(url), core);
});

test('nothing is left in the realm but one symbol', async () => {
  const code = `
    const before = Reflect.ownKeys(globalThis);
    const { loadCore } = await import(${JSON.stringify(new URL('./core.js', import.meta.url).href)});
    await loadCore(new URL(${JSON.stringify(url.href)}));
    console.log(Reflect.ownKeys(globalThis).filter((key) => !before.includes(key)).map(String).join());`;
  const { code: exit, stdout, stderr } = await execute(process.execPath, ['--input-type=module', '--eval', code]);
  assert.equal(exit, 0, stderr);
  assert.equal(stdout, 'Symbol(jco-go:runtime:ABI-1)\n');
});

test('it takes a module, bytes and an address', async () => {
  const bytes = await readFile(file);
  for (const source of [module, bytes, Promise.resolve(url), url.href, () => new Response(bytes)]) {
    assert.throws(() => breaks(runtime.startCore(module)), WebAssembly.RuntimeError);
    assert.equal(runtime.currentCore(), undefined);
    const core = await runtime.loadCore(source);
    assert.equal(core.exports.new_instance(0), 1);
  }
});

test('a module that cannot be had is an error, and is asked for again', async () => {
  assert.throws(() => breaks(runtime.startCore(module)), WebAssembly.RuntimeError);
  await assert.rejects(runtime.loadCore(new URL('./nothing.wasm', import.meta.url)), { code: 'ENOENT' });
  await assert.rejects(runtime.loadCore(new Uint8Array(8)), WebAssembly.CompileError);
  assert.ok(await runtime.loadCore(url));
});

test('values and texts', async () => {
  const core = await runtime.loadCore(url);
  const instance = core.exports.new_instance(0);
  assert.equal(core.exports.waitable_set_new(instance), ok);
  const index = core.mail[0];
  assert.equal(core.exports.waitable_set_drop(instance, index), ok);
  assert.equal(core.exports.waitable_set_drop(instance, index), trapped);
  assert.equal(core.trapText(), `unknown handle index ${index}`);
  core.exports.dispose(instance);
});

test('the mail is in sight after memory grew', async () => {
  const core = await runtime.loadCore(url);
  const instance = core.exports.new_instance(0);
  const first = core.mail;
  while (core.mail === first) assert.equal(core.exports.waitable_set_new(instance), ok);
  assert.equal(first.length, 0);
  assert.equal(core.exports.waitable_set_drop(instance, core.mail[0]), ok);
  core.exports.live();
  assert.ok(core.mail[3] > 0, `${core.mail[3]} waitable sets`);
  core.exports.dispose(instance);
  core.exports.live();
  assert.deepEqual([...core.mail.slice(0, 6)], [0, 0, 0, 0, 0, 0]);
});

test('the lines of a trace say when they were written', async () => {
  const core = await runtime.loadCore(url);
  const before = performance.now() * 1000;
  core.trace(true, true);
  const instance = core.exports.new_instance(0);
  core.exports.dispose(instance);
  const after = performance.now() * 1000;
  const lines = core.takeTrace().trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => line.replace(/^@\d+ ([a-z-]+) .*/, '$1')),
    ['new-instance', 'dispose'],
  );
  const times = lines.map((line) => Number(line.slice(1, line.indexOf(' '))));
  assert.ok(before - 1 <= times[0] && times[0] <= times[1] && times[1] <= after, `${before} ${times} ${after}`);
  core.trace(true);
  core.exports.new_instance(0);
  assert.match(core.takeTrace(), /^new-instance /);
  core.trace(false);
});

test('a core that breaks says so, with its trace, and the next is a new one', async () => {
  const core = await runtime.loadCore(url);
  core.trace(true);
  const instance = core.exports.new_instance(0);
  core.exports.waitable_set_new(instance);
  assert.match(core.takeTrace(), /^new-instance 0 \d+ = ok.*\nwaitable-set.new \d+ = ok/);
  core.exports.waitable_set_new(instance);
  assert.throws(() => breaks(core), WebAssembly.RuntimeError);
  const { failure } = core;
  assert.ok(failure instanceof runtime.CoreError);
  assert.match(failure.message, /^the task core broke, which is a mistake in jco-go: panic: .*index out of range/);
  assert.match(failure.output, /goroutine \d+/);
  assert.match(failure.trace, /^waitable-set.new \d+ = ok \| 2 .*\n$/);
  assert.equal(runtime.currentCore(), undefined);
  const next = await runtime.loadCore(url);
  assert.notEqual(next, core);
  assert.equal(next.failure, undefined);
  assert.equal(next.exports.new_instance(0), 1);
});

test("a guest's handler does not catch that", async () => {
  const core = await runtime.loadCore(url);
  // (module (import "core" "call" (func (param i32 i32) (result i32)))
  //   (func (export "run") (try (do i32.const 12345 i32.const 0 call 0 drop) (catch_all))))
  const guest = Uint8Array.of(
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, 10, 2, 0x60, 2, 0x7f, 0x7f, 1, 0x7f, 0x60, 0, 0],
    ...[2, 13, 1, 4, 0x63, 0x6f, 0x72, 0x65, 4, 0x63, 0x61, 0x6c, 0x6c, 0, 0],
    ...[3, 2, 1, 1, 7, 7, 1, 3, 0x72, 0x75, 0x6e, 0, 1],
    ...[10, 17, 1, 15, 0, 0x06, 0x40, 0x41, 0xb9, 0xe0, 0, 0x41, 0, 0x10, 0, 0x1a, 0x19, 0x0b, 0x0b],
  );
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(guest), { core: { call: core.exports.call } });
  assert.throws(/** @type {() => void} */ (exports.run), WebAssembly.RuntimeError);
  assert.ok(core.failure);
});

test('it is there in a moment', async () => {
  /** @type {number[]} */
  const times = [];
  for (let i = 0; i < 5; i++) {
    const code = `
      import { readFileSync } from 'node:fs';
      import { loadCore } from ${JSON.stringify(new URL('./core.js', import.meta.url).href)};
      const bytes = readFileSync(new URL(${JSON.stringify(url.href)}));
      const begin = process.cpuUsage();
      const core = await loadCore(bytes);
      core.exports.new_instance(0);
      const { user, system } = process.cpuUsage(begin);
      console.log((user + system) / 1000);`;
    const { stdout } = await execute(process.execPath, ['--input-type=module', '--eval', code]);
    times.push(Number(stdout));
  }
  times.sort((a, b) => a - b);
  // The time of two processors, which is half of that on an idle machine.
  assert.ok(times[0] <= 250, `${times.map((t) => t.toFixed(1)).join(', ')} ms`);
});
