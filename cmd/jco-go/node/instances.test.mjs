// Which instance a request gets.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Instances } from './instances.js';

/** Instances that are numbers, and those that were disposed of. @param {any} [limits] */
function numbered(limits) {
  let made = 0;
  /** @type {number[]} */
  const gone = [];
  const make = async () => {
    const number = ++made;
    return { number, [Symbol.dispose]: () => gone.push(number) };
  };
  return { instances: new Instances(make, () => () => {}, limits), gone };
}

/** @param {any[]} taken */
const numbers = (taken) => taken.map(({ component }) => component.number);

/** @param {Instances} instances @param {number} n */
const take = (instances, n) => Promise.all(Array.from({ length: n }, () => instances.take()));

test('one serves all, also those that come before it is made', async () => {
  const { instances, gone } = numbered();
  const all = await take(instances, 5);
  assert.deepEqual(numbers(all), [1, 1, 1, 1, 1]);
  for (const one of all) instances.give(one);
  assert.deepEqual(numbers([await instances.take()]), [1]);
  assert.deepEqual(gone, []);
});

test('some at the same time, with others for the rest, of which one stays', async () => {
  const { instances, gone } = numbered({ concurrent: 2 });
  const all = await take(instances, 5);
  assert.deepEqual(numbers(all), [1, 1, 2, 2, 3]);
  instances.give(all[0]);
  assert.deepEqual(numbers([await instances.take()]), [1]);
  for (const one of all.slice(2)) instances.give(one);
  assert.deepEqual(gone.length, 1);
  assert.equal(numbers(await take(instances, 2)).includes(gone[0]), false);
});

test('as many as it may, and no more', async () => {
  const { instances, gone } = numbered({ reuse: 2 });
  const all = await take(instances, 3);
  assert.deepEqual(numbers(all), [1, 1, 2]);
  instances.give(all[0]);
  assert.deepEqual(gone, []);
  instances.give(all[1]);
  assert.deepEqual(gone, [1]);
});

test('after a failure there is another, after an error of its own the same', async () => {
  const { instances, gone } = numbered();
  const [first, second] = await take(instances, 2);
  instances.give(first, Object.assign(new Error('its own'), { payload: 'an error' }));
  assert.deepEqual(numbers([await instances.take()]), [1]);
  instances.give(second, new Error('a trap'));
  assert.deepEqual(numbers([await instances.take()]), [2]);
  assert.deepEqual(gone, []);
  instances.give(first);
  assert.deepEqual(gone, [1]);
});

test('what cannot be made is tried again', async () => {
  let tries = 0;
  const make = async () => {
    if (++tries === 1) throw new Error('not now');
    return {};
  };
  const instances = new Instances(make, () => () => {});
  await assert.rejects(instances.take(), /not now/);
  await instances.take();
  assert.equal(tries, 2);
});
