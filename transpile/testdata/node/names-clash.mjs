// fixtures/names-clash sync
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
const m = instantiate((name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`)), {
  'one:host/api': { a1: () => 1, a1$1: () => 2 },
  'two:host/api': { a1: () => 3, a1$1: () => 4 },
  api: () => 5,
});
assert.deepEqual(m.hosts(), [1, 2, 3, 4, 5]);
assert.deepEqual([m.a1(), m.a1$1(), m.api()], [1, 2, 3]);
assert.deepEqual([m['one:guest/api'].a1(), m['one:guest/api'].a1$1(), m['two:guest/api'].a1(), m['two:guest/api'].a1$1()], [4, 5, 6, 7]);
assert.equal(m.minus(5, 7), -2);
assert.throws(() => m.minus(5), { message: /^a1\$1 must be u32, not undefined \(in minus: func\(a-1: u32, a1: u32\) -> s32\)$/ });
