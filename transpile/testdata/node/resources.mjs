// fixtures/resources sync
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
const core = (name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`));

function make() {
  const log = [];
  class File {
    constructor(name) {
      this.name = name;
    }
    size() {
      return this.name.length;
    }
    static join(a, b) {
      return new File(a.name + b.name);
    }
    [Symbol.dispose]() {
      log.push(`closed ${this.name}`);
    }
  }
  const hooks = { dropped() {} };
  const dropped = (n) => {
    log.push(`dropped ${n}`);
    hooks.dropped(n);
  };
  const { 'test:res/api@1.0.0': api, ...rest } = instantiate(core, { 'test:res/host': { File, dropped } });
  assert.equal(rest.api, api);
  return { api, log, File, hooks };
}

const { api, log, File } = make();
const { Counter } = api;
const a = new Counter(5);
assert.ok(a instanceof Counter);
assert.equal(a.value(), 5);
assert.equal(a.plus(new Counter(3)), 8);
assert.equal(Counter.live(), 2);
assert.deepEqual(Object.keys(a), []);
assert.equal(JSON.stringify(a), '{}');
// A copy owns nothing: the counter would be dropped twice.
const copy = Object.assign(Object.create(Counter.prototype), a);
assert.throws(() => copy.value(), { name: 'TypeError', message: /^self must be borrow<counter>, not Counter / });
copy[Symbol.dispose]();
for (const wrong of [copy, { ...a }, Object.create(a)])
  assert.throws(() => a.plus(wrong), { name: 'TypeError', message: /^other must be borrow<counter>, not (Counter|Object) / });
assert.equal(a.value(), 5);
class Named extends Counter {
  name = 'sub';
}
const named = new Named(9);
assert.equal(named.value(), 9);
named[Symbol.dispose]();
assert.deepEqual(log.splice(0), ['dropped 9']);

// own: the object gives it away
assert.equal(api.consume(a), 5);
assert.deepEqual(log.splice(0), ['dropped 5']);
for (const use of [() => a.value(), () => api.consume(a), () => new Counter(1).plus(a), () => api.pass(a)])
  assert.throws(use, { name: 'TypeError', message: /^(self|c) must be (borrow<counter>|counter|own<counter>), not one that was given away before \(in test:res\/api@1\.0\.0#|^other must be borrow<counter>, not one that was given away before / });
a[Symbol.dispose](); // nothing is left to drop
assert.deepEqual(log, []);

const b = api.pass(new Counter(7));
assert.equal(b.value(), 7);
b[Symbol.dispose]();
b[Symbol.dispose]();
assert.deepEqual(log.splice(0), ['dropped 7']);
assert.throws(() => b.value(), { name: 'TypeError', message: /^self must be borrow<counter>, not one that was dropped before \(in / });
assert.throws(() => api.consume(b), { name: 'TypeError', message: /^c must be counter, not one that was dropped before \(in / });
// A Proxy is the object that it is around, whatever its handler makes of properties, also around another Proxy.
{
  const wrapped = new WeakMap();
  const deep = (target) => {
    if (typeof target !== 'object' || target === null) return target;
    if (!wrapped.has(target)) wrapped.set(target, new Proxy(target, { get: (t, k, self) => deep(Reflect.get(t, k, self)) }));
    return wrapped.get(target);
  };
  const proxies = {
    transparent: (c) => new Proxy(c, {}),
    'without receiver': (c) => new Proxy(c, { get: (t, k) => t[k], set: (t, k, v) => Reflect.set(t, k, v) }),
    deep,
    'read-only': (c) => new Proxy(c, { set: () => false, defineProperty: () => false, deleteProperty: () => false }),
    twice: (c) => new Proxy(new Proxy(c, {}), {}),
  };
  for (const [how, proxy] of Object.entries(proxies)) {
    const c = new Counter(11);
    const p = proxy(c);
    const value = () => Counter.prototype.value.call(p);
    assert.equal(value(), 11, how);
    assert.equal(new Counter(1).plus(p), 12, how);
    assert.equal(api.sum([p, c]), 22, how);
    assert.throws(() => api.sum([p, 5]), TypeError);
    assert.equal(api.consume(p), 11, how);
    for (const use of [value, () => c.value(), () => api.consume(p), () => api.consume(c)])
      assert.throws(use, { name: 'TypeError', message: /must be (borrow<counter>|counter|own<counter>), not one that was given away before/ }, how);
    log.length = 0;
    const d = new Counter(12);
    const q = proxy(d);
    Counter.prototype[Symbol.dispose].call(q);
    Counter.prototype[Symbol.dispose].call(q);
    assert.deepEqual(log.splice(0), ['dropped 12'], how);
    assert.throws(() => d.value(), { message: /not one that was dropped before/ }, how);
    assert.throws(() => d.plus(new Proxy({}, {})), { message: /^self must be borrow<counter>, not one that was dropped before/ }, how);
    assert.throws(() => new Counter(1).plus(q), { message: /^other must be borrow<counter>, not one that was dropped before/ }, how);
  }
  // What a handler makes up is no object: it would be dropped twice.
  const c = new Counter(13);
  const made = new Proxy({}, { get: (_, k) => c[k] });
  assert.throws(() => api.consume(made), { name: 'TypeError', message: /^c must be (own<counter>|counter), not Counter/ });
  assert.equal(api.consume(c), 13);
  const frozen = Object.freeze(new Counter(14));
  assert.equal(api.consume(frozen), 14);
}
log.length = 0;
// `using` disposes at the end of a scope, whatever happened inside: disposed before, given away, never disposed.
{
  using early = new Counter(1);
  using given = new Counter(2);
  using whole = new Counter(3);
  early[Symbol.dispose]();
  api.consume(given);
  assert.equal(whole.value(), 3);
}
assert.deepEqual(log.splice(0), ['dropped 1', 'dropped 2', 'dropped 3']);

// lists, options, results
const many = api.many(3);
assert.deepEqual(many.map((c) => c.value()), [1, 2, 3]);
assert.equal(api.sum(many), 6);
assert.equal(api.sum(new Set(many)), 6);
assert.equal(api.maybe(0), undefined);
assert.equal(api.maybe(9).value(), 9);
assert.equal(api.tryMake(4).value(), 4);
assert.throws(() => api.tryMake(0), (e) => e.constructor.name === 'ComponentError' && e.payload === 'zero' && e.message === 'zero');

// wrong objects
assert.throws(() => api.consume({}), { name: 'TypeError', message: /^c must be own<counter>|^c must be counter, not Object/ });
assert.throws(() => api.sum([many[0], 5]), { name: 'TypeError', message: /^cs\[1\] must be borrow<counter>, not number 5/ });
assert.throws(() => Counter.prototype.value.call({}), TypeError);
const other = make();
assert.throws(() => api.consume(new other.api.Counter(1)), TypeError, "another instance's class");
assert.equal(new Counter(1).value(), 1, 'a wrong object does no harm');

// the host's resources
log.length = 0;
const f = api.open('name');
assert.ok(f instanceof File);
assert.equal(api.size(f), 4);
assert.equal(api.passFile(f), f);
api.keep(f);
assert.equal(api.giveBack(), f);
assert.equal(api.join(new File('x'), f).name, 'xname');
assert.equal(api.inside('inside'), 6);
assert.deepEqual(log.splice(0), ['closed inside']);
api.close(f);
assert.deepEqual(log.splice(0), ['closed name']);
assert.throws(() => api.size({}), { name: 'TypeError', message: /^f must be borrow<file>, not Object/ });
assert.throws(() => api.close(5), { name: 'TypeError', message: /^f must be file, not number 5/ });

for (const [name, arg, message] of [
  ['sizeKeptBorrow', (m) => new m.File('x'), /borrow handles still remain at the end of the call/],
  ['useAfterDrop', (m) => new m.File('x'), /unknown handle index 1/],
  ['dropTwice', (m) => new m.File('x'), /unknown handle index 1/],
  ['badHandle', () => 3, /unknown handle index 3/],
  ['giveGone', (m) => new m.File('x'), /unknown handle index 1/],
]) {
  const m = make();
  assert.throws(() => m.api[name](arg(m)), { name: 'RuntimeError', message });
  assert.throws(() => m.api.open('x'), /cannot enter component instance/);
}

// Dropping inside a call of the instance waits for its end.
const late = make();
const one = new late.api.Counter(1);
const two = new late.api.Counter(2);
late.hooks.dropped = (n) => {
  if (n === 1) two[Symbol.dispose]();
  if (n === 1) assert.throws(() => two.value(), /cannot enter component instance/);
};
late.api.consume(one);
assert.deepEqual(late.log, ['dropped 1']);
await null;
assert.deepEqual(late.log, ['dropped 1', 'dropped 2']);

// An exception of a destructor's host function reaches who disposes.
const broken = make();
const c = new broken.api.Counter(1);
const error = new Error('dropped');
broken.hooks.dropped = () => {
  throw error;
};
assert.throws(() => c[Symbol.dispose](), (e) => e === error);
assert.throws(() => new broken.api.Counter(1), /cannot enter component instance/);

// The collector drops what nobody holds.
const forgotten = make();
(() => new forgotten.api.Counter(42))();
for (let i = 0; i < 50 && forgotten.log.length === 0; i++) {
  globalThis.gc();
  await new Promise((resolve) => setTimeout(resolve, 10));
}
assert.deepEqual(forgotten.log, ['dropped 42']);

// What was given away in a call that did not come about is taken back: the list has a wrong element.
const back = make();
const kept = new back.api.Counter(8);
assert.throws(() => back.api.consume(kept, 1) && back.api.consume(5), TypeError);

// A class whose objects lack a method: it is told by its name in the component when it is called.
const lacking = make();
const empty = lacking.api.open('name');
delete lacking.File.prototype.size;
assert.throws(() => lacking.api.size(empty), {
  name: 'TypeError',
  message: 'the object of class File has no method size (called by test:res/host@1.0.0#[method]file.size: func(self: borrow<file>) -> u32)',
});
