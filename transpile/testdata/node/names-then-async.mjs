// fixtures/names-then async
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

// What instantiate promises must be no thenable either.
const { instantiate } = await import(pathToFileURL(`${process.argv[2]}/c.js`).href);
const module = await instantiate();
assert.deepEqual(Object.keys(module).sort(), ['other', 'then$1']);
assert.equal(module.then$1(1), 2);
assert.equal(module.other(2), 3);
