// Elements that trap in a guest while the host reads or writes, and what is given together with arguments that do not
// fit (testdata/fixtures/element-traps.wat).

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { buildRuntime, runtimeFolder } from '../../internal/tools/lib/package.mjs';
import { must } from '../../internal/tools/lib/run.mjs';

/** @type {string} */
let folder;
/** @type {any} */
let instantiate;
/** @type {import('./core.js').Core} */
let core;
/** @type {any} */
let guest;
/** @type {any} */
let other;
/** @type {any[]} */
let told;
/** @type {any[]} */
const unhandled = [];

before(async () => {
  await buildRuntime();
  folder = await mkdtemp(join(tmpdir(), 'jco-go-element-traps-'));
  const runtime = pathToFileURL(join(runtimeFolder, 'jco-go-runtime.js')).href;
  const flags = ['--instantiation', 'async', '--runtime', runtime, '-o', folder];
  await must('go', ['run', './cmd/jco-go', 'transpile', 'testdata/fixtures/element-traps.wasm', ...flags]);
  ({ instantiate } = await import(pathToFileURL(join(folder, 'element-traps.js')).href));
  await instantiate(undefined, {});
  const { currentCore } = await import('./core.js');
  core = /** @type {import('./core.js').Core} */ (currentCore());
  process.on('unhandledRejection', (e) => unhandled.push(e));
});

beforeEach(async () => {
  guest = await instantiate(undefined, {});
  other = await instantiate(undefined, {});
  told = [];
  core.shared.onStreamError = (/** @type {any} */ e) => told.push(e);
});

after(async () => {
  await turn();
  assert.deepEqual(unhandled, []);
  assert.equal(core.exports.stream_ends(), 0);
  assert.equal(core.exports.depth(), 0);
  core.exports.live();
  assert.deepEqual([...core.mail.subarray(0, 6)], [0, 0, 0, 0, 0, 0]);
  await rm(folder, { recursive: true });
});

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

/** A text that the guest's realloc traps for. */
const long = 'x'.repeat(999);

const realloc = /^wasm trap: wasm `unreachable` instruction executed/;

/** @param {Promise<any>} call @param {RegExp} message */
async function trapped(call, message) {
  await assert.rejects(call, (e) => e instanceof WebAssembly.RuntimeError && message.test(e.message));
  await assert.rejects(guest.count([]), /cannot enter component instance/);
  assert.equal(await other.count(['a', 'b']), 2); // the others go on
  await turn();
  guest[Symbol.dispose]();
  other[Symbol.dispose]();
}

test('a guest that has no room for an element that it waits for traps', async () => {
  /** @type {any} */
  let reason;
  const texts = new ReadableStream({
    async pull(controller) {
      await turn();
      controller.enqueue(long);
    },
    cancel(e) {
      reason = e;
    },
  });
  await trapped(guest.count(texts), realloc);
  assert.match(reason.message, realloc); // and not a TypeError
  assert.deepEqual(told, []);
});

test('a guest that has no room for an element that waits for it traps', async () => {
  const texts = ['a', 'b', long];
  await trapped(guest.count(texts), realloc);
  assert.deepEqual(told, []);
});

test('a guest that has no room for the value of a future traps', async () => {
  await trapped(guest.length(turn().then(() => long)), realloc);
  assert.deepEqual(told, []);
});

test('a guest that has no room for the value of a future that is there traps', async () => {
  await trapped(guest.length(long), realloc);
});

test('a value that is no text is not a trap of a stream, and one of a future', async () => {
  assert.equal(await guest.count(['a', 5, 'b']), 1);
  assert.match(told.pop().message, /element 1 of the stream must be string, not number 5/);
  const text = /the host gave no value for a future: the value of the future must be string, not number 5/;
  await trapped(guest.length(turn().then(() => 5)), text);
  assert.equal(told.length, 1);
});

test('what a getter throws goes to the side that gave it', async () => {
  const list = ['a'];
  Object.defineProperty(list, 1, {
    get() {
      throw new Error('mine');
    },
  });
  assert.equal(await guest.count(list), 1);
  assert.equal(told[0].message, 'mine');
  guest[Symbol.dispose]();
  other[Symbol.dispose]();
});

test('a guest that writes a character which is none traps: who reads gets that', async () => {
  const chars = await guest.chars();
  await trapped(chars.getReader().read(), /^wasm trap: .*char/);
});

test('a guest that writes a future with a character which is none traps', async () => {
  await trapped(guest.char(), /^wasm trap: .*char/);
});

test('what was given with arguments that do not fit is free again, and was not touched', async () => {
  let pulled = 0;
  let cancelled = 0;
  const stream = () =>
    new ReadableStream(
      {
        pull(controller) {
          pulled++;
          controller.enqueue('text');
          controller.close();
        },
        cancel() {
          cancelled++;
        },
      },
      { highWaterMark: 0 },
    );
  const texts = stream();
  for (let i = 0; i < 2; i++) {
    assert.throws(() => guest.take(texts, 'text', [5]), /words\[0\] must be string, not number 5/);
    assert.equal(texts.locked, false);
  }
  assert.deepEqual([pulled, cancelled], [0, 0]);
  assert.equal(core.exports.stream_ends(), 0);
  assert.equal(await guest.count(texts), 1);

  const generator = (function* () {
    yield 'one';
    yield 'two';
  })();
  assert.throws(() => guest.take(generator, Promise.reject(new Error('nobody asks')), [5]), TypeError);
  assert.equal(await guest.count(generator), 2);
  assert.deepEqual(told, []);
  guest[Symbol.dispose]();
  other[Symbol.dispose]();
});

test("what is another guest's is given again as well", async () => {
  const texts = guest.same(['a', 'b', 'c']);
  const text = guest.sameText(turn().then(() => 'text'));
  for (let i = 0; i < 2; i++) {
    assert.throws(() => other.take(texts, text, [5]), TypeError);
    assert.equal(texts.locked, false);
  }
  assert.equal(await other.count(texts), 3);
  assert.equal(await text, 'text');
  guest[Symbol.dispose]();
  other[Symbol.dispose]();
});
