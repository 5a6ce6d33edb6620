// components/c-sync strict
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

const { add } = await import(pathToFileURL(`${process.argv[2]}/c.js`).href);
assert.equal(add(2 ** 32 - 2, 1), 2 ** 32 - 1);
for (const wrong of [-1, 2 ** 32, 1.5, NaN, Infinity]) assert.throws(() => add(wrong, 1), { name: 'TypeError', message: /^a must be u32, not number / });
