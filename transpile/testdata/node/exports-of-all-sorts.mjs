// fixtures/exports-of-all-sorts async
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
const core = async (name) => WebAssembly.compile(fs.readFileSync(`${dir}/${name}`));
assert.throws(() => instantiate(core, {}), { name: 'TypeError', message: /\n {2}plugin: core module$/ });
// (module (func (export "answer") (result i32) i32.const 42))
const plugin = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 10, 1, 6, 97, 110, 115, 119, 101, 114, 0, 0, 10, 6, 1, 4, 0, 65, 42, 11]));
for (const given of [plugin, { default: plugin }]) {
  const m = await instantiate(core, { plugin: given });
  assert.equal(m.answer(), 42);
  assert.equal(m.outer.one(), 1);
  assert.equal(m.outer.inner.two(), 2);
  assert.ok(m.coreModule instanceof WebAssembly.Module);
  assert.throws(() => new m.Token(), { name: 'TypeError', message: /no constructor/ });
  assert.deepEqual(Object.keys(m).sort(), ['Token', 'answer', 'coreModule', 'outer']);
}
