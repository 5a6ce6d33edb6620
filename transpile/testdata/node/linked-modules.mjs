// fixtures/linked-modules sync
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
const { get } = instantiate((name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`)));
const got = Array.from({ length: 15 }, (_, i) => get(i));
assert.deepEqual(got, [1, 2, 3, 4, 400, 500, 600, 700, 800, 10, 20, 30, 40, 100, 400]);

// Two whole objects, what one of them hides, and one behind a prefix.
const text = fs.readFileSync(`${dir}/c.js`, 'utf8');
const object = text.slice(text.indexOf('module2, {'), text.indexOf('}, root', text.indexOf('module2, {')));
assert.deepEqual(object.match(/\.\.\.\w+|"?\w+"?: .+[^{],/g), [
  '...exports0',
  '...exports1',
  'one: exports0.one,',
  'GOT: exportsBehind(exports0, "a.so:"),',
  'one: exports1.one,',
  'zwei: exports1.four,',
]);
