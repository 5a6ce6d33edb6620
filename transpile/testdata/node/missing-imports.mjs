// fixtures/missing-imports async
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
let asked = 0;
const core = async (name) => {
  asked++;
  return WebAssembly.compile(fs.readFileSync(`${dir}/${name}`));
};
const lines = (imports) => {
  try {
    instantiate(core, imports);
  } catch (e) {
    assert.ok(e instanceof TypeError);
    return e.message.split('\n').map((l) => l.trim()).slice(1).sort();
  }
  return assert.fail('no error');
};
assert.deepEqual(lines({}), [
  'log: func(text: string)',
  'test:missing/clock@0.2.3#now: func() -> u64',
  'test:missing/store@1.4.0#[constructor]bucket: func(name: string) -> bucket',
  'test:missing/store@1.4.0#[method]bucket.get: func(self: borrow<bucket>, key: string) -> result<entry, problem>',
  'test:missing/store@1.4.0#[static]bucket.all: func() -> list<bucket>',
  'test:missing/store@1.4.0#bucket: resource',
  'test:missing/store@1.4.0#open: func(path: string, write: bool) -> result<bucket, problem>',
  'tick: func(by: u32) -> tuple<u32, f64>',
]);
for (const nothing of [undefined, null, 5]) assert.deepEqual(lines(nothing).length, 8);
class Bucket {}
assert.deepEqual(lines({ 'test:missing/store': { Bucket, open() {} }, 'test:missing/clock': { now: () => 7n }, log() {}, tick() {} }), [
  'test:missing/store@1.4.0#[static]bucket.all: func() -> list<bucket>',
]);
Bucket.all = () => [];
const store = { Bucket, open() {} };
assert.deepEqual(lines({ 'test:missing/store': store, 'test:missing/clock@0.2.1': { now: () => 7n }, log() {} }), ['tick: func(by: u32) -> tuple<u32, f64>']);
assert.deepEqual(lines({ 'test:missing/store': { Bucket, open: 5 }, 'test:missing/clock@0.3.1': { now: () => 7n }, log: {}, tick() {} }), [
  'log: func(text: string), not Object',
  'test:missing/clock@0.2.3#now: func() -> u64',
  'test:missing/store@1.4.0#open: func(path: string, write: bool) -> result<bucket, problem>, not number 5',
]);
assert.equal(asked, 0, 'nothing is loaded before the imports are checked');

// Names: in full, with the highest compatible version, without version (which may be that of another).
const now = (n) => ({ now: () => n });
const rest = { 'test:missing/store@1.9.9': store, log: { default() {} }, tick() {} };
const run = async (imports) => (await instantiate(core, { ...rest, ...imports })).run();
assert.equal(await run({ 'test:missing/clock@0.2.3': now(1n), 'test:missing/clock': now(2n) }), 1n);
assert.equal(await run({ 'test:missing/clock@0.2.9': now(1n), 'test:missing/clock': now(2n) }), 1n);
assert.equal(await run({ 'test:missing/clock@0.3.9': now(1n), 'test:missing/clock': now(2n) }), 2n);
assert.equal(await run({ 'test:missing/clock@0.2.9': now(1n), 'test:missing/clock@0.2.10': now(2n), 'test:missing/clock@0.3.0': now(3n) }), 2n);

// With core modules and core instances at hand nothing waits.
const sync = instantiate((name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`)), { ...rest, 'test:missing/clock': now(5n) }, (m, i) => new WebAssembly.Instance(m, i));
assert.equal(sync.run(), 5n);
// Without getCoreModule the files beside the module are loaded.
assert.equal((await instantiate(undefined, { ...rest, 'test:missing/clock': now(6n) })).run(), 6n);
