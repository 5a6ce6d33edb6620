// The outputs that every bundler and runtime is given, and what the components in them must answer.

import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jcoGo } from '../../internal/tools/lib/examples.mjs';
import { buildRuntime } from '../../internal/tools/lib/package.mjs';
import { must } from '../../internal/tools/lib/run.mjs';
import { root } from '../../internal/tools/lib/setup.mjs';

const examples = join(root, 'examples');

/** The host of the async component: its functions wait. */
const asyncHost = `
export const sleepAdd = (a, b) => new Promise((resolve) => setTimeout(resolve, b, a + b));
export const fetch = async (key) => \`<\${key}>\`;
`;
const text = join(examples, 'c-text', 'c-text.wasm');
const toTextHost = ['--map', 'demo:text/*=../text-host.js#*'];
const waits = join(root, 'testdata', 'components', 'c-async.wasm');
const toAsyncHost = ['--map', 'test:guest/host=../async-host.js'];
const inOneFile = ['--base64-cutoff', '1000000'];

/** What jco-go is asked for; the key is the name of the glue in src/out/. @type {Record<string, string[]>} */
const outputs = {
  adder: [join(examples, 'adder', 'adder.wasm')],
  text: [text, ...toTextHost],
  files: [text, ...toTextHost, '--base64-cutoff', '0'],
  one: [text, ...toTextHost, ...inOneFile],
  inventory: [join(examples, 'rust-inventory', 'rust-inventory.wasm'), '--map', 'shop:inventory/*=../shop-host.js#*'],
  instance: [text, '--instantiation', 'async'],
  compat: [text, ...toTextHost, '--tla-compat'],
  classic: [text, ...toTextHost, '--tla-compat', ...inOneFile],
  waits: [waits, ...toAsyncHost],
  'waits-compat': [waits, ...toAsyncHost, '--tla-compat'],
};

const textAnswers = {
  annotate: 'Ein Gruß (greeting 👋) 👋: wasm (WebAssembly) will lift (from core values up to component values).',
  longest: 'Gruß',
  hash: '850351921001645738', // FNV-1a of "comp"
};

const asyncAnswers = { sum: '10:<tail>', text: 'EIN STROM', later: '<k>', waited: 'from here' };

/** What must be answered, by the names of app/src/answers.js. @type {Record<string, any>} */
export const cases = {
  inlined: {
    sum: 42,
    wrong: 'TypeError: x must be u32, not string "2" (in add: func(x: u32, y: u32) -> u32)',
  },
  'core file': textAnswers,
  'small core files': textAnswers,
  'one file': textAnswers,
  'mapped, lazy': {
    left: 2,
    worth: '3',
    unknown: { tag: 'unknown-item', val: 'quince' },
    journal: ['journal of corner shop', '  3 × pear (p)', '  p: now 2', '! nothing is called quince'],
    living: 0,
  },
  instantiate: textAnswers,
  'tla-compat': textAnswers,
  async: asyncAnswers,
  'async, tla-compat': asyncAnswers,
  'npm package': textAnswers,
};

/** Where the outputs lie that layOut copies. */
const made = join(root, '.cache', 'bundlers', 'outputs');

/** Builds jco-go and has it write all outputs. */
export async function makeOutputs() {
  await buildRuntime();
  await must('go', ['build', '-o', jcoGo, './cmd/jco-go']);
  rmSync(made, { recursive: true, force: true });
  for (const [name, args] of Object.entries(outputs)) {
    await must(jcoGo, ['transpile', ...args, '--name', name, '-o', join(made, 'src', 'out'), '-q']);
  }
  const inPackage = join(made, 'node_modules', 'text-package');
  const map = ['--map', 'demo:text/*=./text-host.js#*'];
  await must(jcoGo, ['transpile', text, ...map, '--name', 'packaged', '-o', inPackage, '-q']);
  const textHost = join(examples, 'c-text', 'host.js');
  cpSync(textHost, join(made, 'src', 'text-host.js'));
  cpSync(textHost, join(inPackage, 'text-host.js'));
  cpSync(join(examples, 'rust-inventory', 'host.js'), join(made, 'src', 'shop-host.js'));
  writeFileSync(join(made, 'src', 'async-host.js'), asyncHost);
  const manifest = { name: 'text-package', version: '1.0.0', type: 'module', exports: './packaged.js' };
  writeFileSync(join(inPackage, 'package.json'), JSON.stringify(manifest));
}

/**
 * Makes a project of the app and the outputs.
 * @param {string} folder is made
 * @param {{ packages: boolean, page?: 'module' | 'classic', main?: string }} options packages: an npm package can be imported by its
 *   name; page: there is a dist/index.html with such a script, main.js; main: the file of src/ that is main.js
 */
export function layOut(folder, { packages, page, main }) {
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'playwright-tests', 'bundlers', 'app'), folder, { recursive: true });
  cpSync(made, folder, { recursive: true });
  const code = packages ? "export { tools } from 'text-package';\n" : 'export const tools = undefined;\n';
  writeFileSync(join(folder, 'src', 'package.js'), code);
  const manifest = { private: true, type: 'module', dependencies: { 'text-package': '1.0.0' } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'favicon.png'), '');
  if (main) cpSync(join(folder, 'src', main), join(folder, 'src', 'main.js'));
  if (!page) return;
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist', 'favicon.png'), '');
  const script = `<script ${page === 'module' ? 'type="module"' : 'defer'} src="main.js"></script>`;
  const html = `<!doctype html><title>a page</title><link rel="icon" href="favicon.png">${script}\n`;
  writeFileSync(join(folder, 'dist', 'index.html'), html);
}
