// fixtures/resources sync
// The end of objects and of instances. Wants --expose-gc.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
const core = (name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`));
const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

function make(dropped) {
  class File {
    constructor(name) {
      this.name = name;
    }
    size() {
      return this.name.length;
    }
    static join(a) {
      return a;
    }
  }
  return { ...instantiate(core, { 'test:res/host': { File, dropped } }), File };
}
const collected = async (done) => {
  for (let i = 0; i < 100 && !done(); i++) {
    globalThis.gc();
    await soon();
  }
  assert.ok(done(), 'nothing was collected');
};
const ends = new FinalizationRegistry((then) => then());

// The collector never runs a destructor inside a call: the host's function collects all it can.
{
  const log = [];
  let inside = false;
  const m = make((n) => {
    assert.ok(!inside, 'a destructor inside a call');
    log.push(n);
    inside = true;
    for (let i = 0; i < 5; i++) globalThis.gc();
    inside = false;
  });
  (() => { for (let i = 1; i <= 20; i++) new m.api.Counter(i); })();
  m.api.consume(new m.api.Counter(100));
  assert.deepEqual(log, [100]);
  await collected(() => log.length === 21);
  assert.deepEqual(log.slice(1).sort((a, b) => a - b), Array.from({ length: 20 }, (_, i) => i + 1));
}

// What is disposed of, or given away, the collector leaves alone.
{
  const log = [];
  const m = make((n) => log.push(n));
  (() => {
    new m.api.Counter(1)[Symbol.dispose]();
    m.api.consume(new m.api.Counter(2));
    new m.api.Counter(3);
  })();
  await collected(() => log.length === 3);
  globalThis.gc();
  await soon();
  assert.deepEqual(log, [1, 2, 3]);
}

// So it does if that happened through a Proxy.
{
  const log = [];
  const m = make((n) => log.push(n));
  const around = (object) => new Proxy(object, {});
  (() => {
    around(new m.api.Counter(1))[Symbol.dispose]();
    m.api.consume(around(new m.api.Counter(2)));
    assert.throws(() => m.api.sum([around(new m.api.Counter(3)), 5]), TypeError);
  })();
  await collected(() => log.length === 3);
  globalThis.gc();
  await soon();
  assert.deepEqual(log, [1, 2, 3]);
}

// A disposed instance takes no calls and runs no destructors.
{
  const log = [];
  const m = make((n) => log.push(n));
  const kept = new m.api.Counter(1);
  let gone = 0;
  ends.register((() => new m.api.Counter(2))(), () => gone++);
  m[Symbol.dispose]();
  m[Symbol.dispose]();
  for (const use of [() => new m.api.Counter(3), () => kept.value(), () => m.api.consume(kept)])
    assert.throws(use, { name: 'TypeError', message: 'the component instance was disposed of' });
  kept[Symbol.dispose]();
  await collected(() => gone > 0);
  await soon();
  assert.deepEqual(log, []);
}

// Inside a call the instance is disposed of when the call has ended.
{
  let m;
  m = make(() => m[Symbol.dispose]());
  assert.equal(m.api.consume(new m.api.Counter(6)), 6);
  await null;
  assert.throws(() => m.api.open('x'), /disposed of/);
}

// A trap leaves an instance whose resources can still be disposed of, without effect.
{
  const log = [];
  const m = make((n) => log.push(n));
  const c = new m.api.Counter(1);
  assert.throws(() => m.api.badHandle(3), { name: 'RuntimeError' });
  c[Symbol.dispose]();
  await soon();
  assert.throws(() => c.value(), /cannot enter component instance/);
  assert.deepEqual(log, []);
}

// A whole instance is collected, with its memory and tables.
{
  let gone = 0;
  for (let i = 0; i < 10; i++) {
    const m = make(() => {});
    m.api.sum([new m.api.Counter(1)]);
    ends.register(m.api, () => gone++);
  }
  await collected(() => gone >= 9);
}
