import assert from 'node:assert/strict';
import test from 'node:test';
import { fromJS, ShapeError, toJS } from './values.mjs';

/** @typedef {import('./values.mjs').Shape} Shape */

const v = (/** @type {string} */ type, /** @type {any} */ value) => ({ type, value });
/** @type {Shape} */
const u8 = { kind: 'u8' };
/** @type {Shape} */
const string = { kind: 'string' };
/** @type {Shape} */
const optionU8 = { kind: 'option', elem: u8 };
/** @type {Shape} */
const record = {
  kind: 'record',
  members: [
    { name: 'first-field', js: 'firstField', type: u8 },
    { name: 'maybe', js: 'maybe', type: optionU8 },
  ],
};
/** @type {Shape} */
const flags = {
  kind: 'flags',
  members: [
    { name: 'can-read', js: 'canRead' },
    { name: 'x', js: 'x' },
  ],
};
/** @type {Shape} */
const variant = {
  kind: 'variant',
  members: [
    { name: 'none-of-it', js: 'none-of-it' },
    { name: 'num', js: 'num', type: u8 },
  ],
};
/** @type {Shape} */
const result = { kind: 'result', elem: u8 };

/** Script values and the JavaScript values that they are, in both directions. @type {[any, any, Shape][]} */
const pairs = [
  [v('bool', true), true, { kind: 'bool' }],
  [v('u8', '255'), 255, u8],
  [v('s16', '-32768'), -32768, { kind: 's16' }],
  [v('u64', '18446744073709551615'), 18446744073709551615n, { kind: 'u64' }],
  [v('s64', '-1'), -1n, { kind: 's64' }],
  [v('f32', '1084227584'), 5, { kind: 'f32' }],
  [v('f64', '9223372036854775808'), -0, { kind: 'f64' }],
  [v('f64', '9221120237041090560'), Number.NaN, { kind: 'f64' }],
  [v('char', '🍰'), '🍰', { kind: 'char' }],
  [v('string', 'hé'), 'hé', string],
  [v('enum', 'dark-green'), 'dark-green', { kind: 'enum', members: [{ name: 'dark-green', js: 'dark-green' }] }],
  [v('list', [v('u8', '1'), v('u8', '2')]), new Uint8Array([1, 2]), { kind: 'list', elem: u8 }],
  [v('list', [v('s64', '-2')]), new BigInt64Array([-2n]), { kind: 'list', elem: { kind: 's64' } }],
  [v('list', [v('string', 'a')]), ['a'], { kind: 'list', elem: string }],
  [v('list', [v('string', 'a'), v('string', 'b')]), ['a', 'b'], { kind: 'fixed-list', elem: string, len: 2 }],
  [
    v('tuple', [v('u8', '1'), v('string', 'a')]),
    [1, 'a'],
    {
      kind: 'tuple',
      members: [
        { name: '0', js: '0', type: u8 },
        { name: '1', js: '1', type: string },
      ],
    },
  ],
  [
    v('list', [v('tuple', [v('string', 'k'), v('u8', '1')])]),
    new Map([['k', 1]]),
    { kind: 'map', elem: string, err: u8 },
  ],
  [
    v('record', [
      ['first-field', v('u8', '1')],
      ['maybe', v('option', v('u8', '2'))],
    ]),
    { firstField: 1, maybe: 2 },
    record,
  ],
  [v('variant', { case: 'none-of-it' }), { tag: 'none-of-it' }, variant],
  [v('variant', { case: 'num', payload: v('u8', '3') }), { tag: 'num', val: 3 }, variant],
  [v('option', null), undefined, optionU8],
  [v('option', v('u8', '3')), 3, optionU8],
  [v('option', v('option', null)), { tag: 'some', val: undefined }, { kind: 'option', tagged: true, elem: optionU8 }],
  [v('option', null), { tag: 'none' }, { kind: 'option', tagged: true, elem: optionU8 }],
  [v('result', { Ok: v('u8', '3') }), { tag: 'ok', val: 3 }, result],
  [v('result', { Err: null }), { tag: 'err', val: undefined }, result],
];

for (const [script, js, shape] of pairs) {
  test(`${JSON.stringify(script)}`, () => {
    assert.deepEqual(toJS(script, shape), js);
    assert.deepEqual(fromJS(js, shape), script);
  });
}

test('flags', () => {
  assert.deepEqual(toJS(v('flags', ['can-read']), flags), { canRead: true });
  assert.deepEqual(fromJS({ canRead: true, x: false }, flags), v('flags', ['can-read']));
});

/** What no export may return for a type. @type {[any, Shape][]} */
const refused = [
  [1, { kind: 'bool' }],
  [256, u8],
  [1.5, u8],
  [-0, u8],
  [1n, u8],
  [1, { kind: 'u64' }],
  [2n ** 64n, { kind: 'u64' }],
  [0.1, { kind: 'f32' }],
  ['ab', { kind: 'char' }],
  ['\ud800', string],
  ['light', { kind: 'enum', members: [{ name: 'dark', js: 'dark' }] }],
  [[1], { kind: 'list', elem: u8 }],
  [new Int8Array(1), { kind: 'list', elem: u8 }],
  [['a'], { kind: 'fixed-list', elem: string, len: 2 }],
  [[['k', 1]], { kind: 'map', elem: string, err: u8 }],
  [{ firstField: 1, 'first-field': 1 }, record],
  [{ canRead: true }, flags],
  [{ tag: 'other' }, variant],
  [3, { kind: 'option', tagged: true, elem: optionU8 }],
  [null, optionU8],
  [{ tag: 'err', val: 1 }, result],
  [1, { kind: 'own' }],
];

for (const [js, shape] of refused) {
  test(`${shape.kind} is not ${typeof js === 'bigint' ? `${js}n` : JSON.stringify(js)}`, () => {
    assert.throws(() => fromJS(js, shape), ShapeError);
  });
}

test('a script cannot give a value of another type', () => {
  assert.throws(() => toJS(v('u16', '1'), u8), ShapeError);
  assert.throws(() => toJS(v('record', [['other', v('u8', '1')]]), record), ShapeError);
});
