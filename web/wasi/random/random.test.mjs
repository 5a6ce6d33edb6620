// Random numbers: how many there are, and that they differ.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRandom } from './random.js';

test('as many bytes as are wanted, up to a limit', () => {
  const { random, insecure } = makeRandom();
  for (const bytes of [random.getRandomBytes, insecure.getInsecureRandomBytes]) {
    for (const length of [0, 1, 65_536, 65_537, 200_000]) assert.equal(bytes(BigInt(length)).length, length);
    assert.equal(bytes((1n << 64n) - 1n).length, 64 << 20);
    const many = bytes(300_000n);
    assert.equal(new Set(many).size, 256, 'all values');
    assert.ok(many.subarray(-100).some(Boolean), 'up to the end');
    assert.notDeepEqual(bytes(16n), bytes(16n));
  }
  assert.notEqual(random.getRandomU64(), random.getRandomU64());
  assert.notEqual(insecure.getInsecureRandomU64(), insecure.getInsecureRandomU64());
});

test('the seed is that of the host', () => {
  const [one, two] = [makeRandom(), makeRandom()];
  const seed = one.insecureSeed.getInsecureSeed();
  assert.deepEqual(one.insecureSeed.getInsecureSeed(), seed);
  assert.notDeepEqual(two.insecureSeed.getInsecureSeed(), seed);
  assert.equal(seed.length, 2);
});
