import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runExample } from './run-example.js';

/** @import { Call, ExportedFunc } from './types.js' */

const iface = 'a:b/c@1.0.0';
/** @type {(name: string, params: Record<string, ExportedFunc['params'][0]['type']>, result: ExportedFunc['result']) => ExportedFunc} */
const func = (name, params, result) => ({
  export: name,
  params: Object.entries(params).map(([param, type]) => ({ name: param, type })),
  result,
});
const exports = [
  func('add-all', { list: { list: 'u64' } }, 'u64'),
  func('quiet', {}, null),
  func('fail', {}, { result: ['u8', 'string'] }),
  func('trap', {}, 'u8'),
  func(`${iface}#living`, {}, 'u32'),
  func(`${iface}#[constructor]tally`, { start: 'u32' }, { own: 'tally' }),
  func(`${iface}#[method]tally.add-to`, { self: { borrow: 'tally' }, n: 'u32' }, 'u32'),
  func(`${iface}#[static]tally.sum`, { a: { borrow: 'tally' }, b: { borrow: 'tally' } }, { own: 'tally' }),
];

/** What the glue of such a component would give, by jco's conventions. */
function instantiate() {
  let living = 0;
  class Tally {
    /** @param {number} start */
    constructor(start) {
      this.n = start;
      living++;
    }
    /** @param {number} n */
    addTo(n) {
      this.n += n;
      return this.n;
    }
    /** @param {Tally} a @param {Tally} b */
    static sum(a, b) {
      return new Tally(a.n + b.n);
    }
    [Symbol.dispose]() {
      living--;
    }
  }
  return {
    /** @param {bigint[]} list */
    addAll: (list) => list.reduce((a, b) => a + b, 0n),
    quiet() {},
    fail() {
      throw Object.assign(new Error('see payload'), { payload: 'no' });
    },
    trap() {
      throw new WebAssembly.RuntimeError('export "trap": wasm trap: unreachable\nat somewhere');
    },
    [iface]: { Tally, living: () => living },
  };
}

/** @param {Call[]} calls */
async function answers(...calls) {
  let instances = 0;
  const given = await runExample({ calls, exports }, async () => {
    instances++;
    return instantiate();
  });
  return { texts: given.map((answer) => answer.text), instances };
}

test('plain calls', async () => {
  const { texts, instances } = await answers(
    { label: '', export: 'add-all', args: [[1, { $big: '18446744073709551615' }]] },
    { label: '', export: 'quiet', args: [] },
    { label: '', export: 'fail', args: [] },
  );
  assert.deepEqual(texts, ['18446744073709551616', 'none', 'error "no"']);
  assert.equal(instances, 1);
});

test('a script with resources', async () => {
  const { texts } = await answers({
    label: '',
    script: [
      ['new', `${iface}#tally`, [5], 'a'],
      ['new', `${iface}#tally`, [7], 'b'],
      ['do', 'a', 'add-to', [1]],
      ['call', 'a', 'add-to', [1]],
      ['static', `${iface}#tally`, 'sum', [{ $ref: 'a' }, { $ref: 'b' }], 'c'],
      ['call', 'c', 'add-to', [0]],
      ['drop', 'a'],
      ['func', `${iface}#living`, []],
    ],
  });
  assert.deepEqual(texts, ['7\n14\n2']);
});

test('an error case is a line and the script goes on; a trap ends it, and the instance', async () => {
  const { texts, instances } = await answers(
    {
      label: '',
      script: [
        ['func', 'fail', []],
        ['new', `${iface}#tally`, [1], 'a'],
        ['func', 'trap', []],
        ['func', 'quiet', []],
      ],
    },
    { label: '', export: `${iface}#living`, args: [] },
  );
  assert.deepEqual(texts, ['error "no"\ntrap: unreachable', '0']);
  assert.equal(instances, 2);
});

test('what is not there is said', async () => {
  const { texts } = await answers({ label: '', export: 'nothing', args: [] });
  assert.deepEqual(texts, ['trap: there is no export nothing']);
});
