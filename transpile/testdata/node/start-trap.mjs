// fixtures/start-trap async
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
const expected = { name: 'RuntimeError', message: 'wasm trap: wasm `unreachable` instruction executed (in instantiation)' };
await assert.rejects(async () => instantiate(async (name) => WebAssembly.compile(fs.readFileSync(`${dir}/${name}`))), expected);
assert.throws(() => instantiate((name) => new WebAssembly.Module(fs.readFileSync(`${dir}/${name}`)), {}, (m, i) => new WebAssembly.Instance(m, i)), expected);
