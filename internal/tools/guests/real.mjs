// A component that nobody of this project wrote: the codec of the Python package numcodecs-wasm-zlib (Rust, WASI 0.2),
// which $JCO_GO_SHARED/guests/real/get.sh fetches. It runs in Node on our glue and @bytecodealliance/preview2-shim.
// All that this needs is fetched into .cache/real.

import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jcoGo } from '../lib/examples.mjs';
import { must } from '../lib/run.mjs';
import { node26, root } from '../lib/setup.mjs';
import { NoGuests, sharedGuests } from './run.mjs';

const shim = '@bytecodealliance/preview2-shim@0.26.1';
const made = join(root, '.cache', 'real');

/**
 * Codes and decodes 100,000 numbers.
 * @returns {Promise<boolean>}
 */
export async function roundTrip() {
  const shared = sharedGuests();
  const from = shared && join(shared, 'real');
  if (!from || !existsSync(from)) throw new NoGuests('There is no folder guests/real in $JCO_GO_SHARED.');
  mkdirSync(made, { recursive: true });
  const component = join(made, 'zlib.component.wasm');
  if (!existsSync(component)) {
    console.log('Fetching the codec…');
    await must('sh', [join(from, 'get.sh'), made]);
  }
  if (!existsSync(join(made, 'node_modules', '@bytecodealliance', 'preview2-shim'))) {
    console.log(`Installing ${shim}…`);
    writeFileSync(join(made, 'package.json'), '{"private": true, "type": "module"}\n');
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    await must(npm, ['install', '--prefix', made, '--no-save', '--no-audit', '--no-fund', '--loglevel=error', shim]);
  }
  await must('go', ['build', '-o', jcoGo, './cmd/jco-go']);
  const out = join(made, 'zlib');
  const map = ['--map', 'wasi:logging/logging=./logging.js'];
  await must(jcoGo, ['transpile', component, '-o', out, '--name', 'app', '-q', ...map]);
  cpSync(join(from, 'logging.js'), join(out, 'logging.js'));
  const output = await must(node26, [join(from, 'codec-check.mjs'), `${out}/`, '{"level":6}']);
  const right = /^bytes 400000 -> \d+ u8 max error 0 /m.test(output);
  console.log(`${right ? 'ok  ' : 'FAIL'}  ${output.trimEnd().replaceAll('\n', '\n      ')}`);
  return right;
}
