// fixtures/catch-all sync
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
const core = (name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`));
class Thing {}
Thing.count = () => 0;
const hooks = {};
const make = () =>
  instantiate(core, {
    'test:catch/host@1.0.0': {
      Thing, plain: (x) => hooks.plain?.(x) ?? x, text: (s) => s, fallible: (x) => x, nothing() {}, wide: (x, y) => [x, y], take() {}, fresh: () => new Thing(),
    },
    shout() {},
  });

// A host function that calls back: the inner call fails, and what becomes of the outer one is the host's choice.
const m = make();
let inner;
hooks.plain = (x) => {
  try {
    m.callNothing();
  } catch (e) {
    inner = e;
  }
  return x;
};
const answer = m.callPlain(3);
assert.match(inner.message, /^wasm trap: cannot enter component instance \(in call-nothing: func\(\) -> u32\)$/);
hooks.plain = undefined;
assert.equal(m.callPlain(3), answer, 'nothing was harmed');
hooks.plain = () => m.callNothing();
assert.throws(() => m.callPlain(3), (e) => e instanceof WebAssembly.RuntimeError && e.message.includes('cannot enter') && e.message.includes('call-nothing'));
// It has failed now: later calls say so, each with the first failure as the cause.
for (let i = 0; i < 2; i++) {
  assert.throws(() => m.callNothing(), (e) => {
    assert.match(e.message, /^wasm trap: cannot enter component instance, which failed before \(in call-nothing/);
    assert.match(e.cause.cause.message, /cannot enter component instance \(in call-nothing/);
    assert.equal(e.cause.cause.cause?.cause, undefined);
    return true;
  });
}

// Another instance of the same component may be called from inside, and may fail there.
const [a, b] = [make(), make()];
let depth = 0;
hooks.plain = (x) => (depth++ ? x : b.callPlain(x + 1));
assert.equal(a.callPlain(3), answer + 1 + (answer - 3));
depth = 0;
hooks.plain = () => b.innerTrap();
assert.throws(() => a.callPlain(1), { name: 'RuntimeError', message: /unreachable.*in inner-trap/ });
for (const dead of [a, b]) assert.throws(() => dead.callNothing(), /cannot enter/);
hooks.plain = undefined;
assert.equal(make().callPlain(3), answer);

// An argument's getter that calls the component finds it entered; the call itself then fails without harm.
const d = make();
assert.throws(() => d.callShout({ toString: () => 'x' }), TypeError);
assert.equal(d.callPlain(3), answer);
