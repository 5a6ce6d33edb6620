// The lanes of the demo, from the trace of a real run in Node: what they say of the bytes must be so.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { buildRuntime } from '../../../internal/tools/lib/package.mjs';
import { must } from '../../../internal/tools/lib/run.mjs';
import { root } from '../../../internal/tools/lib/setup.mjs';
import { COPY, Lane, READER_WAITS, RUNS, WRITER_WAITS } from './lane.js';
import { Lanes } from './lanes.js';

/** @type {string} */
let folder;
/** @type {any} */
let runtime;
/** @type {() => Promise<any>} */
let instantiate;

before(async () => {
  await buildRuntime();
  folder = await mkdtemp(path.join(tmpdir(), 'jco-go-lanes-'));
  const component = path.join(root, 'examples/rust-gzip/rust-gzip.wasm');
  const flags = ['-I', 'async', '--result-streams', '-q', '-o', folder];
  await must('go', ['run', './cmd/jco-go', 'transpile', component, ...flags]);
  const load = (/** @type {string} */ name) => import(String(pathToFileURL(path.join(folder, name))));
  runtime = await (await load('jco-go-runtime.js')).loadRuntime();
  const module = await load('rust-gzip.js');
  const compile = async (/** @type {string} */ name) => WebAssembly.compile(await readFile(path.join(folder, name)));
  instantiate = () => module.instantiate(compile, {});
  runtime.trace(true);
});

after(async () => {
  runtime?.trace(false);
  await rm(folder, { recursive: true, force: true });
});

/** @param {any} stream */
async function length(stream) {
  let n = 0;
  for await (const chunk of stream) n += chunk.length;
  return n;
}

/** @param {Lanes} lanes */
function table(lanes) {
  return lanes.ordered().map((lane) => `${lane.kind} ${lanes.label(lane)}: ${lane.outcome}`);
}

test('gzip: a stream in, a task, a stream and a future out', async () => {
  const lanes = new Lanes();
  let progress = 0;
  let ran = 0;
  lanes.onProgress = (_at, bytes, ms) => {
    progress += bytes;
    ran += ms;
  };
  const api = await instantiate();
  lanes.expect('gzip');
  const input = randomBytes(300_000);
  const begin = performance.now();
  const packed = await api.gzip(new Blob([input]).stream(), 6);
  const given = await length(packed);
  await packed.result;
  lanes.take(runtime.takeTrace());
  assert.deepEqual(table(lanes), [
    'stream page → gzip: closed by its writer',
    'task gzip: ended',
    'stream gzip → page: closed by its writer',
    'future gzip → page: settled',
  ]);
  const [source, task, output] = lanes.ordered();
  assert.equal(source.amount, input.length);
  assert.equal(progress, input.length);
  assert.equal(output.amount, given);
  assert.ok(source.counts[COPY] >= 5, `${source.counts[COPY]} copies`);
  assert.ok(source.counts[READER_WAITS] > 0);
  assert.ok(task.counts[RUNS] > 5 && Math.abs(task.times[RUNS] - ran) < 1e-6);
  const took = /** @type {number} */ (task.end) - task.start;
  assert.ok(task.times[RUNS] <= took && task.start >= begin - 1 && took <= performance.now() - begin + 1);
  api[Symbol.dispose]();
});

test('gzip into gunzip: the stream between them goes from guest to guest', async () => {
  const lanes = new Lanes();
  const [one, two] = [await instantiate(), await instantiate()];
  lanes.expect('gzip');
  lanes.expect('gunzip');
  const text = new TextEncoder().encode('as long as it is wide, '.repeat(40_000));
  const packed = await one.gzip(text, 1);
  const plain = await two.gunzip(packed);
  assert.equal(await length(plain), text.length);
  const [{ sha256, given }, back] = await Promise.all([packed.result, plain.result]);
  assert.equal(back.sha256, sha256);
  lanes.take(runtime.takeTrace());
  assert.deepEqual(table(lanes), [
    'stream page → gzip: closed by its writer',
    'task gzip: ended',
    'stream gzip → gunzip: closed by its writer',
    'task gunzip: ended',
    'stream gunzip → page: closed by its writer',
    'future gzip → page: settled',
    'future gunzip → page: settled',
  ]);
  const [, , between, , out] = lanes.ordered();
  assert.equal(between.amount, Number(given));
  assert.equal(out.amount, text.length);
  one[Symbol.dispose]();
  two[Symbol.dispose]();
});

test('who was cancelled, and by whom; nothing is alive then', async () => {
  const lanes = new Lanes();
  const api = await instantiate();
  lanes.expect('gzip');
  let reason;
  const source = new ReadableStream({
    pull: (c) => c.enqueue(randomBytes(65_536)),
    cancel: (r) => {
      reason = r;
    },
  });
  const reader = (await api.gzip(source, 0)).getReader();
  for (let i = 0; i < 5; i++) await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 20)); // the guest waits to be read
  await reader.cancel();
  await new Promise((resolve) => setTimeout(resolve, 20));
  lanes.take(runtime.takeTrace());
  assert.deepEqual(table(lanes), [
    'stream page → gzip: dropped by its reader',
    'task gzip: ended',
    'stream gzip → page: dropped by its reader',
    'future gzip → page: dropped by its reader',
  ]);
  assert.ok(lanes.ordered()[2].times[WRITER_WAITS] > 10);
  assert.equal(/** @type {any} */ (reason).name, 'AbortError');
  const nothing = { tasks: 0, threads: 0, waitables: 0, waitableSets: 0, streams: 0, errorContexts: 0 };
  assert.deepEqual(runtime.live(), nothing);
  api[Symbol.dispose]();
});

test('a lane keeps its last bars, and the sums of all', () => {
  const lane = new Lane('task', 0, 1);
  for (let i = 0; i < 20_000; i++) lane.add(RUNS, i, i + 0.5, 0);
  assert.equal(lane.counts[RUNS], 20_000);
  assert.equal(lane.times[RUNS], 10_000);
  assert.deepEqual(
    [...lane.bars(19_000.2, 19_002, 20_000)].map(({ start, end }) => [start, end]),
    [
      [19_000, 19_000.5],
      [19_001, 19_001.5],
      [19_002, 19_002.5],
    ],
  );
  assert.equal([...lane.bars(0, 30_000, 20_000)].length, 8192);
  assert.equal(lane.forgotten, 20_000 - 8192);
  lane.begin(RUNS, 21_000);
  assert.deepEqual([...lane.bars(20_500, 30_000, 22_000)], [{ kind: RUNS, start: 21_000, end: 22_000, amount: 0 }]);
});
