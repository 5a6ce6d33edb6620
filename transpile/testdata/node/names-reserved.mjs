// fixtures/names-reserved
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

const m = await import(pathToFileURL(`${process.argv[2]}/c.js`).href);
const values = Object.entries(m).map(([name, f]) => {
  assert.equal(typeof f, 'function', name);
  return f.length === 0 ? f() : f(1);
});
assert.ok(values.length > 50);
