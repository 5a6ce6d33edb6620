// fixtures/names-inherited
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

const { flags, pass, has } = await import(pathToFileURL(`${process.argv[2]}/c.js`).href);
const none = { constructor: false, toString: false, plain: false };
assert.deepEqual(flags({}), none);
assert.deepEqual(flags({ plain: true }), { ...none, plain: true });
assert.deepEqual(flags({ constructor: true, toString: false }), { ...none, constructor: true });
assert.deepEqual(flags({ toString: true }), { ...none, toString: true });
assert.deepEqual(flags(new (class {})()), none);
assert.deepEqual(flags(Object.assign(Object.create(null), { toString: true })), { ...none, toString: true });
assert.deepEqual(flags(undefined), none);

assert.deepEqual(pass({ hasOwnProperty: 7 }), { valueOf: undefined, hasOwnProperty: 7, then: undefined });
assert.deepEqual(pass({ hasOwnProperty: 7, valueOf: 'v', then: 1 }), { valueOf: 'v', hasOwnProperty: 7, then: 1 });
assert.throws(() => pass({}), { name: 'TypeError', message: /^r\.hasOwnProperty must be u8, not undefined \(in pass: func\(r: r\) -> r\)$/ });
assert.throws(() => pass({ hasOwnProperty: 7, valueOf() {} }), { name: 'TypeError', message: /^r\.valueOf must be string, not function / });
assert.equal(has({}), false);
assert.equal(has({ toLocaleString: 1 }), true);
