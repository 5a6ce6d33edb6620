// components/c-sync tla files
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

const { $init, add, echo } = await import(pathToFileURL(`${process.argv[2]}/c.js`).href);
assert.throws(() => add(1, 1), /await \$init/);
assert.equal(await $init, undefined);
assert.equal(add(1, 1), 2);
assert.equal(echo('x'), 'x');
