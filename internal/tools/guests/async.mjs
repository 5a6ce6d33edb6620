// The async guests on the output of jco-go in Node: a line for each.

import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { jcoGo } from '../lib/examples.mjs';
import { buildRuntime } from '../lib/package.mjs';
import { must, ProgramFailed } from '../lib/run.mjs';
import { node26, root } from '../lib/setup.mjs';

const made = join(root, '.cache', 'guests', 'async');

/** @type {{ name: string, file: string, kind: 'calls' | 'drive' | 'cases', map?: string[] }[]} */
const guests = [
  { name: 'rust-async', file: 'rust-async/guest-async.wasm', kind: 'calls' },
  { name: 'c-async clang', file: 'c-async/guest-async-clang.wasm', kind: 'calls' },
  { name: 'c-async zig', file: 'c-async/guest-async-zig.wasm', kind: 'calls' },
  { name: 'composed rust', file: 'composed/rust.wasm', kind: 'drive' },
  { name: 'composed c-zig', file: 'composed/c-zig.wasm', kind: 'drive' },
  { name: 'qjs-async', file: 'qjs-async/app.wasm', kind: 'cases', map: ['fixture:qjs-async/host=./host.js'] },
];

/**
 * @param {string} shared the folder of the guests
 * @param {boolean} jspi false takes JSPI away
 * @returns {Promise<boolean>} whether all answers were right
 */
export async function runAsyncInNode(shared, jspi) {
  await buildRuntime();
  mkdirSync(made, { recursive: true });
  let right = true;
  for (const { name, file, kind, map = [] } of guests) {
    const where = `node${jspi ? '' : ' without JSPI'}`;
    if (!existsSync(join(shared, file))) {
      console.log(`skip  ${where}  ${name}: there is no ${file}`);
      continue;
    }
    const out = join(made, name.replace(' ', '-'));
    const options = map.length ? ['--map', ...map] : ['-I', 'async'];
    await must(jcoGo, ['transpile', join(shared, file), '-o', out, '-q', '--name', 'guest', ...options]);
    writeFileSync(join(out, 'package.json'), '{"type": "module"}\n');
    if (kind === 'cases') {
      cpSync(join(shared, 'qjs-async', 'host.js'), join(out, 'host.js'));
      cpSync(join(shared, 'qjs-async', 'cases.mjs'), join(out, 'cases.mjs'));
    }
    const preload = jspi ? [] : ['--import', pathToFileURL(join(import.meta.dirname, 'without-jspi.mjs')).href];
    try {
      const said = await must(node26, [...preload, join(import.meta.dirname, 'async-answers.mjs'), out, kind]);
      console.log(`ok    ${where}  ${name.padEnd(14)}  ${said.trim()}`);
    } catch (e) {
      if (!(e instanceof ProgramFailed)) throw e;
      console.log(`FAIL  ${where}  ${name.padEnd(14)}  ${e.message}`);
      right = false;
    }
  }
  return right;
}
