// fixtures/reexport map test:again/host=./host.js map shout=./host.js#shout
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

const m = await import(pathToFileURL(`${process.argv[2]}/c.js`).href);
const host = await import(pathToFileURL(`${process.argv[2]}/host.js`).href);
assert.equal(m.host, m['test:again/host@1.0.0']);
assert.equal(m.host.Thing, host.Thing);
assert.equal(new m.host.Thing(4).double(), 8);
assert.deepEqual(m.host.swap({ left: 'a', right: 1 }), { left: '1', right: undefined });
assert.equal(m.shout('a'), 'A');
assert.equal(m.cry, m.shout);
