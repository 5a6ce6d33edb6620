// fixtures/start sync
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
const core = (name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`));
const notes = [];
assert.equal(instantiate(core, { note: (n) => notes.push(n) }).get(), 15);
assert.deepEqual(notes, [1, 2]);
const error = new Error('from a start function');
assert.throws(() => instantiate(core, { note: () => { throw error; } }), (e) => e === error);
