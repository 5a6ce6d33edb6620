// fixtures/catch-all sync
// Every way out of the guest is in a `try_table (catch_all)`, which answers 51966 for what it catches.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
const swallowed = 51966;
const core = (name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`));

/** An instance whose host functions answer, or throw what is in `thrown`. */
function make() {
  const state = { thrown: undefined, disposed: 0 };
  const or = (value) => {
    if (state.thrown) throw state.thrown;
    return value;
  };
  class Thing {
    constructor(n) {
      this.n = or(n);
    }
    poke(by) {
      return or(this.n + by);
    }
    static count() {
      return or(1);
    }
    [Symbol.dispose]() {
      state.disposed++;
      or();
    }
  }
  const imports = {
    'test:catch/host@1.0.0': {
      Thing,
      plain: (x) => or(x),
      text: (s) => or(s),
      fallible: (x) => or(x),
      nothing: () => or(),
      wide: (x, y) => or([x, y]),
      take: () => or(),
      fresh: () => or(Object.assign(Object.create(Thing.prototype), { n: 1 })),
    },
    shout: (s) => or(s),
  };
  return { ...instantiate(core, imports), state };
}

const calls = {
  callPlain: [1], callNothing: [], callText: ['abc'], callWide: [1n, 2], callShout: ['abc'], callConstructor: [1],
  callMethod: [1], callStatic: [], callDrop: [1], callTake: [1], callFresh: [], innerHost: [5],
};
for (const [name, args] of Object.entries(calls)) {
  const calm = make();
  assert.notEqual(calm[name](...args), swallowed, `${name} without a failure`);
  for (const thrown of [new Error('host'), 'a string', { payload: 1 }, new WebAssembly.RuntimeError('unreachable'), new TypeError('x')]) {
    const m = make();
    const before = m.callPlain(3);
    m.state.thrown = thrown;
    assert.throws(() => {
      const got = m[name](...args);
      console.error(name, 'returned', got);
    }, (e) => e === thrown, `${name} with ${thrown}: the same object`);
    m.state.thrown = undefined;
    assert.throws(() => m.callPlain(1), { name: 'RuntimeError', message: /cannot enter component instance/ });
    assert.throws(() => m[name](...args), /cannot enter component instance/);
    assert.equal(calm.callPlain(3), before, 'another instance is not harmed');
  }
}

// The error case of a result is no failure.
const fallible = make();
assert.notEqual(fallible.callFallible(1), swallowed);
for (const thrown of ['wrong', Object.assign(new Error('e'), { payload: 'wrong' })]) {
  fallible.state.thrown = thrown;
  assert.notEqual(fallible.callFallible(1), swallowed);
}
fallible.state.thrown = new Error('not a result');
assert.throws(() => fallible.callFallible(1), (e) => e === fallible.state.thrown);
assert.throws(() => fallible.callFallible(1), /cannot enter/);

// A wrong value from the host.
for (const [name, member, value, message] of [
  ['callPlain', 'plain', 'x', /^result must be u32, not string "x" \(returned by test:catch\/host@1.0.0#plain: func/],
  ['callText', 'text', 7, /^result must be string, not number 7/],
  ['callWide', 'wide', [1n], /^result must be tuple<u64, f64>, not /],
  ['callWide', 'wide', [1n, '2'], /^result\[1\] must be f64, not string "2"/],
  ['callFresh', 'fresh', {}, /^result must be thing, not Object/],
  ['callFallible', 'fallible', null, /^result must be u32, not null/],
]) {
  const state = make();
  void state;
  class Thing {}
  const host = { Thing, plain() {}, text() {}, fallible() {}, nothing() {}, wide() {}, take() {}, fresh() {} };
  Thing.count = () => 0;
  host[member] = () => value;
  const m = instantiate(core, { 'test:catch/host@1.0.0': host, shout: { default() {} } });
  assert.throws(() => m[name](...calls[name] ?? [1]), (e) => e instanceof TypeError && message.test(e.message) || assert.fail(e.message));
  assert.throws(() => m[name](...calls[name] ?? [1]), /cannot enter/);
}

// Traps of the glue's own.
for (const [name, args, message] of [
  ['methodBadHandle', [77], /unknown handle index 77/],
  ['dropBadHandle', [78], /unknown handle index 78/],
  ['methodOwnHandle', [], /used with the wrong type, expected host-defined resource but found guest-defined resource/],
  ['textOutOfBounds', [], /string pointer\/length out of bounds of memory/],
  ['textNotUtf8', [], /invalid utf-8/],
  ['areaOutOfBounds', [], /pointer out of bounds of memory/],
  ['areaUnaligned', [], /unaligned pointer/],
  ['innerTrap', [], /wasm `unreachable` instruction executed/],
  ['innerBadText', [], /string content out-of-bounds/],
  ['innerBadPost', [], /wasm `unreachable` instruction executed/],
  ['ownDrop', [13], /wasm `unreachable` instruction executed/],
  ['ownDropTwice', [], /unknown handle index 1/],
  ['ownRepBad', [], /unknown handle index/],
]) {
  const m = make();
  assert.throws(() => {
    const got = m[name](...args);
    console.error(name, 'returned', got);
  }, (e) => e instanceof WebAssembly.RuntimeError && message.test(e.message) && e.message.includes('(in ') && e.cause instanceof Error || assert.fail(`${name}: ${e.message}`));
  assert.throws(() => m.callPlain(1), /cannot enter component instance/);
}
assert.notEqual(make().ownDrop(1), swallowed);

// The engine's stack through the guest's functions is kept, through a call between components too.
assert.throws(() => make().innerTrap(), (e) => {
  const stacks = [];
  for (let cause = e; cause; cause = cause.cause) stacks.push(cause.stack);
  return /wasm:\/\//.test(stacks.join('\n'));
});
