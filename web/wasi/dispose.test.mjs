// Resources are dropped in engines that have no Symbol.dispose, too.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

test('without Symbol.dispose', () => {
  const module = (/** @type {string} */ name) => JSON.stringify(pathToFileURL(`${import.meta.dirname}/${name}`).href);
  const code = `
    const { dispose } = Symbol;
    const { dispose: _, prototype, ...statics } = Object.getOwnPropertyDescriptors(Symbol);
    globalThis.Symbol = Object.defineProperties(((real) => (text) => real(text))(Symbol), statics);
    const { wasi } = await import(${module('browser/index.js')});
    const { 'wasi:filesystem/preopens@0.3.0': preopens } = wasi({ preopens: { '/': { f: 'text' } } });
    const [[d]] = preopens.getDirectories();
    for (let i = 0; i < 3000; i++) {
      const file = await d.openAt({}, 'f', {}, { read: true });
      if (dispose in file) throw new Error('it was there');
      file[Symbol.for('dispose')]();
    }
    console.log('dropped');`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  assert.equal(said, 'dropped\n');
});
