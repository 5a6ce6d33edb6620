import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { answerText, errorText } from './answer.js';
import { argumentValue, readArgument, sample } from './arguments.js';

const cases = JSON.parse(await readFile(new URL('testdata/answers.json', import.meta.url), 'utf8'));

test('arguments become the answers that the native half writes too', () => {
  for (const { type, arg, text } of cases) assert.equal(answerText(argumentValue(arg, type)), text);
});

test('numbers and lists as the glue gives them', () => {
  assert.equal(answerText(Number.NaN), 'NaN');
  assert.equal(answerText(Number.NEGATIVE_INFINITY), '-Infinity');
  assert.equal(answerText(new BigUint64Array([1n, 2n ** 63n])), '[1,9223372036854775808]');
  assert.equal(answerText(new Float32Array([0.1])), '[0.10000000149011612]');
  assert.equal(answerText({ name: 'x', score: undefined }), '{"name":"x"}');
  assert.equal(answerText({ [Symbol.dispose]() {} }), '"resource"');
});

test('results, error cases and traps', () => {
  assert.equal(answerText(undefined), 'none');
  assert.equal(errorText(Object.assign(new Error('no'), { payload: { tag: 'empty' } })), 'error {"tag":"empty"}');
  assert.equal(errorText(Object.assign(new Error('no'), { payload: undefined })), 'error');
  for (const where of ['', ' (in f: func() -> (result<u8>))', ' (in f: func())\nat somewhere']) {
    assert.equal(errorText(new Error(`wasm trap: unreachable${where}`)), 'trap: unreachable');
  }
  assert.equal(errorText(new RangeError('too long')), 'trap: too long');
});

test('what a visitor types', () => {
  assert.equal(readArgument('12', 'u32'), 12);
  assert.equal(readArgument('12', 'string'), 12, 'a wrong value is left for the glue to refuse');
  assert.equal(readArgument('"12"', 'string'), '12');
  assert.equal(readArgument('twelve', 'string'), 'twelve');
  assert.equal(readArgument(' 18446744073709551615 ', 'u64'), 2n ** 64n - 1n);
  assert.equal(readArgument('null', { option: 'u8' }), undefined);
  assert.deepEqual(readArgument('null', { option: { option: 'u8' } }), { tag: 'none' });
  assert.deepEqual(readArgument('[["a", 1]]', { map: ['string', 'u64'] }), new Map([['a', 1n]]));
});

test('a sample of each type is a value of it', () => {
  for (const { type } of cases) assert.ok(answerText(argumentValue(sample(type), type)) !== '');
});
