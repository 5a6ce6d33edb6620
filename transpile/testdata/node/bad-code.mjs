// ./errors/bad-code async
// What an engine refuses is told with its place in the component, whoever compiles.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const dir = process.argv[2];
const { instantiate } = await import(pathToFileURL(`${dir}/c.js`).href);
const expected = (/** @type {any} */ e) => {
  assert.ok(e instanceof WebAssembly.CompileError);
  assert.match(e.message, /^component\.core module\[1\] "Broken": .*type error/);
  assert.ok(e.cause instanceof WebAssembly.CompileError && e.message.endsWith(e.cause.message));
  return true;
};
const read = (/** @type {string} */ name) => fs.readFileSync(`${dir}/${name}`);
await assert.rejects(async () => instantiate(async (name) => WebAssembly.compile(read(name))), expected);
assert.throws(() => instantiate((name) => new WebAssembly.Module(read(name))), expected);
await assert.rejects(async () => instantiate(), expected);

// An error of the host is its own.
const own = new Error('no such file');
assert.throws(
  () =>
    instantiate(() => {
      throw own;
    }),
  (e) => e === own,
);
