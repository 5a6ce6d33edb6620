// fixtures/names-hostile files
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

const m = await import(pathToFileURL(`${process.argv[2]}/c.js`).href);
assert.equal(m.run(), 0xffffff);
assert.equal(typeof m.text(), 'string');
assert.equal(globalThis.pwned, undefined);
