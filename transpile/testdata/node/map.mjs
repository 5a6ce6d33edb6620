// fixtures/map map test:map/host=./host.js
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

const m = await import(pathToFileURL(`${process.argv[2]}/c.js`).href);
const given = new Map([['a', 1], ['bé', 2], ['', 3]]);
assert.deepEqual(m.echo(given), given);
assert.deepEqual(m.echo([['x', 1], ['x', 2]]), new Map([['x', 2]]));
assert.deepEqual(m.echo({ x: 1, y: 2 }), new Map([['x', 1], ['y', 2]]));
assert.equal(m.sum(given), 6);
assert.equal(m.count(given), 3);
assert.deepEqual(m.invert(new Map([[1n, 'one'], [2n ** 64n - 1n, 'max']])), new Map([['one', 1n], ['max', 2n ** 64n - 1n]]));
const deep = new Map([['a', ['x', undefined]], ['🦀', []]]);
assert.deepEqual(m.echoDeep(deep), deep);
assert.throws(() => m.echo(5), { name: 'TypeError', message: /^m must be map<string, u32>, not number 5/ });
assert.throws(() => m.echo([['a', 1], ['b', 'c']]), { name: 'TypeError', message: /^m\[1\]\[1\] must be u32, not string "c"/ });
assert.throws(() => m.echo([5]), { name: 'TypeError' });
assert.throws(() => m.echoDeep([['ab', []]]), { name: 'TypeError', message: /^m\[0\]\[0\] must be char, not string "ab"/ });
assert.throws(() => m.echoDeep([['a', [5]]]), { name: 'TypeError', message: /^m\[0\]\[1\]\[0\] must be string, not number 5/ });
