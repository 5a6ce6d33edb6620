// Instances of a component that come and go leave nothing in the core and the driver that they share.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildRuntime } from '../../internal/tools/lib/package.mjs';
import { must } from '../../internal/tools/lib/run.mjs';

/** @type {string} */
let folder;
/** @type {import('./driver.js').Driver} */
let driver;
/** @type {() => any} a new instance of polyfill/testdata/ends.wasm */
let make;

before(async () => {
  await buildRuntime();
  folder = await mkdtemp(join(tmpdir(), 'jco-go-dispose-'));
  const flags = ['--instantiation', 'async', '-o', folder];
  await must('go', ['run', './cmd/jco-go', 'transpile', 'polyfill/testdata/ends.wasm', ...flags]);
  const url = (/** @type {string} */ name) => pathToFileURL(join(folder, name)).href;
  const { instantiate } = await import(url('ends.js'));
  driver = await (await import(url('jco-go-runtime.js'))).loadRuntime();
  const host = { fetch() {}, send() {}, look: () => 0 };
  make = () => instantiate(undefined, { host });
});

after(() => rm(folder, { recursive: true }));

/** The largest number that the core has given a type. */
let top = 0;

/** An instance, after which the largest number is known. */
async function instance() {
  const made = await make();
  top = Math.max(top, ...driver.streams.types.keys());
  return made;
}

/** Nothing is left: the core has none of the numbers of types in use that it ever gave. */
function nothingLeft() {
  const { new_type, free_type, live } = driver.ops;
  assert.equal(driver.streams.types.size, 0);
  assert.deepEqual(driver.streams.contexts.items.filter(Boolean), []);
  const free = Array.from({ length: top }, () => new_type(0, 1, 1));
  assert.equal(Math.max(...free), top);
  free.forEach(free_type);
  live();
  assert.deepEqual([...driver.core.mail.slice(0, 6)], [0, 0, 0, 0, 0, 0]);
}

/** A turn of the event loop, in which all that was put off happens. */
const turn = () => new Promise((resolve) => setTimeout(resolve));

test('types and memories go with their instance', async () => {
  for (let i = 0; i < 20; i++) {
    const guest = await instance();
    const words = guest.greet();
    assert.deepEqual(await words.next(), { value: 'hello', done: false });
    guest[Symbol.dispose]();
    await assert.rejects(words.next(), /disposed of/);
  }
  await turn();
  nothingLeft();
  assert.equal(driver.streams.contexts.items.length, 2);
});

test('what was given last may be collected', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const guest = await instance();
  const given = await (async () => {
    const source = (async function* () {
      yield 'text';
    })();
    const output = guest.bytes(source);
    await output.next();
    await output.cancel();
    return new WeakRef(source);
  })();
  for (let i = 0; i < 100 && given.deref(); i++) {
    await turn();
    collect();
  }
  assert.equal(given.deref(), undefined);
  guest[Symbol.dispose]();
});

test('a type stays in the core while others have a stream of it', async () => {
  const [a, b] = [await instance(), await instance()];
  /** @type {(value: string) => void} */
  let give = () => {};
  const source = (async function* () {
    yield await new Promise((resolve) => {
      give = resolve;
    });
  })();
  const bytes = b.bytes(a.bytes(source));
  const ofA = [...driver.streams.types.keys()].slice(0, driver.streams.types.size / 2);
  a[Symbol.dispose]();
  const c = await instance(); // with types of its own
  const again = ofA.filter((id) => driver.streams.types.has(id));
  assert.equal(again.length, ofA.length - 1); // the core has kept one
  const read = bytes.next();
  await turn();
  give('late');
  assert.equal(new TextDecoder().decode((await read).value), 'late');
  assert.equal((await bytes.next()).done, true);
  b[Symbol.dispose]();
  c[Symbol.dispose]();
  await turn();
  nothingLeft();
});
