// Who waits for what, and the end of calls that nothing can bring to an end: what embedders find in jco-go/runtime.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { buildRuntime } from '../../internal/tools/lib/package.mjs';
import { must } from '../../internal/tools/lib/run.mjs';

/** @type {string} */
let folder;
/** @type {import('./jco-go-runtime.js').Runtime} */
let runtime;

before(async () => {
  await buildRuntime();
  folder = await mkdtemp(join(tmpdir(), 'jco-go-deadlocks-'));
  await writeFile(join(folder, 'package.json'), '{"type": "module"}\n');
  const jcoGo = join(folder, 'jco-go');
  await must('go', ['build', '-o', jcoGo, './cmd/jco-go']);
  for (const file of ['fixtures/async-stuck', 'components/c-async', 'bench/async']) {
    await must(jcoGo, ['transpile', `testdata/${file}.wasm`, '-o', folder, '-q', '-I', 'async']);
  }
  const { loadRuntime } = await import(pathToFileURL(join(folder, 'jco-go-runtime.js')).href);
  runtime = await loadRuntime();
});

after(() => rm(folder, { recursive: true }));

/** @param {string} name @param {object} [imports] */
async function instance(name, imports) {
  const { instantiate } = await import(pathToFileURL(join(folder, `${name}.js`)).href);
  return instantiate(undefined, imports);
}

/** A turn of the event loop. */
const turn = () => new Promise((resolve) => setTimeout(resolve));

test('a call that waits for nothing ends, its component with it, and no other', async () => {
  const [stuck, other] = [await instance('async-stuck'), await instance('async-stuck')];
  const calls = [stuck.stuck(), stuck.stuck()];
  await turn();
  const lines = runtime.whoWaits().split('\n');
  assert.equal(lines.length, 2);
  for (const [i, line] of lines.entries()) {
    assert.match(
      line,
      new RegExp(`^stuck: async func\\(\\) in instance \\d+ waits for an event of waitable set ${i + 1}$`),
    );
  }
  assert.equal(runtime.endDeadlocks(), 2);
  for (const call of calls) {
    await assert.rejects(call, (e) => {
      assert.ok(e instanceof WebAssembly.RuntimeError);
      return /deadlock detected: .*\n {2}stuck: async func\(\) in instance \d+ waits for an event/.test(e.message);
    });
  }
  await assert.rejects(stuck.wake(), /cannot enter component instance/);
  assert.equal(await other.wake(), undefined);
  assert.equal(runtime.endDeadlocks(), 0);
  assert.equal(runtime.whoWaits(), '');
});

test('nothing ends while a function of the host has to answer', async () => {
  /** @type {(n: number) => void} */
  let answer = () => {};
  const sleepAdd = () => new Promise((resolve) => (answer = resolve));
  const guest = await instance('c-async', { 'test:guest/host': { sleepAdd, fetch: () => 'v' } });
  const call = guest.callHost(1);
  await turn();
  assert.equal(runtime.endDeadlocks(), 0);
  const [thread, host] = runtime.whoWaits().split('\n');
  assert.match(
    thread,
    /^call-host: async func\(n: u32\) -> string in instance \d+ waits for an event of waitable set 1$/,
  );
  assert.match(
    host,
    /^test:guest\/host@0\.1\.0#sleep-add: async func\(a: u32, b: u32\) -> u32 has not answered instance \d+$/,
  );
  answer(7);
  assert.equal(await call, '7:v');
});

test('nothing ends while a promise or stream is in the hands of the host, or a thread can go on', async () => {
  const guest = await instance('c-async', { 'test:guest/host': { sleepAdd: () => 1, fetch: () => 'v' } });
  /** @type {(v: string) => void} */
  let give = () => {};
  const waits = guest.waitFor(new Promise((resolve) => (give = resolve)));
  const unread = await guest.pipe(new Blob(['x']).stream());
  const busy = await instance('async-stuck');
  const sleeps = busy.sleep();
  await turn();
  assert.equal(runtime.endDeadlocks(), 0);
  await busy.wake();
  await sleeps;
  give('v');
  assert.equal(await waits, 'v');
  assert.equal(await new Response(unread).text(), 'X');
});

test('a synchronous wait of a stack is told as well', async () => {
  /** @type {(n: number) => void} */
  let answer = () => {};
  const guest = await instance('async', { host: { default: () => new Promise((resolve) => (answer = resolve)) } });
  const call = guest.wait(1);
  await turn();
  const [thread, host] = runtime.whoWaits().split('\n');
  assert.match(thread, /^wait: async func\(n: u32\) -> u32 in instance \d+ waits for subtask \d+$/);
  assert.match(host, /^host: async func\(x: u32\) -> u32 has not answered instance \d+$/);
  answer(9);
  assert.equal(await call, 9);
  assert.equal(runtime.canSuspend, 'Suspending' in WebAssembly);
});

test('sources that fail are told to the embedder', async () => {
  /** @type {any[]} */
  const told = [];
  runtime.onStreamError = (error, info) => told.push([error, info]);
  const guest = await instance('c-async', { 'test:guest/host': { sleepAdd: () => 1, fetch: () => 'v' } });
  const boom = new Error('boom');
  const stream = new ReadableStream({ pull: (controller) => controller.error(boom) });
  assert.equal(await new Response(await guest.pipe(stream)).text(), '');
  assert.deepEqual(told, [[boom, { kind: 'stream', type: 'u8' }]]);
  runtime.onStreamError = undefined;
});
