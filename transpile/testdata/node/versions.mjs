// fixtures/versions sync
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
const core = (name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`));
const m = instantiate(core, {
  'a:b/c@0.2.1': { f: () => 1 }, 'a:b/c@0.2.3': { f: () => 2, g: () => 3 }, 'a:b/c@0.3.0': { f: (x) => x }, 'a:b/c': { f: () => 'plain' },
});
assert.equal(m['a:b/c@0.2.1'].f(), 2);
assert.equal(m['a:b/c@0.2.3'].f(), 3);
assert.equal(m['a:b/c@0.2.3'].g(), 4);
assert.equal(m['a:b/c@0.3.0'].f(9), 10);
assert.equal(m['a:b/c'].f(), 'plain');
assert.equal(m.c, m['a:b/c']);
const one = instantiate(core, { 'a:b/c': { f: () => 'x', g: () => 3 } });
assert.equal(one['a:b/c'].f(), 'x');
assert.throws(() => one['a:b/c@0.2.1'].f(), { name: 'TypeError', message: /result must be u32/ });
// One of a compatible version goes before one without a version: that may be of another.
const both = instantiate(core, { 'a:b/c': { f: () => 'plain', g: () => 7 }, 'a:b/c@0.2.9': { f: () => 2, g: () => 3 }, 'a:b/c@0.3.2': { f: (x) => x } });
assert.equal(both['a:b/c@0.2.1'].f(), 3);
assert.equal(both['a:b/c@0.3.0'].f(9), 10);
assert.equal(both['a:b/c'].f(), 'plain');
