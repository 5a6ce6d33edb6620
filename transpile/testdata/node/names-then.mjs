// fixtures/names-then
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

// With an export called `then` this would call it, and never end.
const module = await import(pathToFileURL(`${process.argv[2]}/c.js`).href);
assert.deepEqual(Object.keys(module).sort(), ['other', 'then$1']);
assert.equal(module.then$1(1), 2);
assert.equal(module.other(2), 3);
