// components/rust-sync files
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

const { add, echo } = await import(pathToFileURL(`${process.argv[2]}/c.js`).href);
assert.equal(add(2, 40), 42);
// Integers are taken modulo 2^32, as jco does.
assert.equal(add(2 ** 32 + 1, -1), 0);
assert.equal(add(-1, 0), 2 ** 32 - 1);
assert.equal(add(1.9, NaN), 1);
for (const wrong of ['2', undefined, null, 5n, true, {}, [], Symbol('x')]) {
  assert.throws(() => add(1, wrong), (e) => e instanceof TypeError && /^b must be u32, not /.test(e.message) && /add: func\(a: u32, b: u32\) -> u32/.test(e.message));
}
for (const s of ['', 'a', 'ascii of sixteen', 'é', 'héllo wörld', '🦀', 'x'.repeat(31), 'x'.repeat(32), 'x'.repeat(70000), '漢字'.repeat(9000), `${'x'.repeat(40)}é`, '\uFEFFbom', 'a\0b'])
  assert.equal(echo(s), s);
assert.equal(echo('\uD800'), '\uFFFD', 'a lone surrogate');
assert.equal(echo(`${'x'.repeat(40)}\uDC00`), `${'x'.repeat(40)}\uFFFD`);
assert.throws(() => echo(5), { name: 'TypeError', message: 's must be string, not number 5 (in echo: func(s: string) -> string)' });
assert.equal(add(1, 1), 2, 'a wrong value does no harm');
