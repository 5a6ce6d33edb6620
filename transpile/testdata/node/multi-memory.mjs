// fixtures/multi-memory plain
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

const { copy } = await import(pathToFileURL(`${process.argv[2]}/c.js`).href);
assert.equal(copy(7), 7);
