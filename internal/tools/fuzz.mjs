// npm run fuzz -- --minutes N: hostile components, made of those of the repository, of $JCO_GO_SHARED/guests and of the
// Component Model's suite, through decode, validate, plan, transpile, and load in Node and natively (internal/tools/fuzz).

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { components } from './lib/components.mjs';
import { sharedFolder, sharedSuite } from './lib/conformance.mjs';
import { readOptions } from './lib/options.mjs';
import { buildRuntime } from './lib/package.mjs';
import { run } from './lib/run.mjs';
import { node26, root, setUp } from './lib/setup.mjs';

/** What no engine here can run all of. */
const left = ['bad-code.wasm', 'core-features.wasm'];

const usage = `npm run fuzz -- OPTIONS [FILE...]

  --minutes N  how long (default: 3)
  --seed N     decides what is made; without it each run makes other ones
  FILE         components to begin with, in place of those of the repository, the guests and the suite`;

/** The valid components of the suite, as its scripts name them. @param {string} folder @returns {string[]} */
function ofSuite(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const at = join(folder, entry.name);
    if (entry.isDirectory()) return ofSuite(at);
    if (!entry.name.endsWith('.json')) return [];
    const { commands } = JSON.parse(readFileSync(at, 'utf8'));
    const valid = commands.filter((/** @type {any} */ c) => /^module/.test(c.type) && c.filename?.endsWith('.wasm'));
    return valid.map((/** @type {any} */ c) => join(folder, c.filename));
  });
}

function seeds() {
  const list = [
    'testdata/components',
    'testdata/fixtures',
    'testdata/bench',
    'testdata/fuzz',
    'examples',
    'transpile/testdata',
  ];
  const all = list.map((folder) => join(root, folder)).flatMap(components);
  const guests = join(sharedFolder(), 'guests');
  if (existsSync(guests)) all.push(...components(guests));
  const suite = sharedSuite();
  if (suite) all.push(...ofSuite(suite));
  return all.filter((file) => !left.includes(basename(file)));
}

const { values, positionals } = readOptions(usage, {
  options: { minutes: { type: 'string', default: '3' }, seed: { type: 'string' } },
  allowPositionals: true,
});
const from = process.env.INIT_CWD ?? process.cwd();
setUp();
const program = join(root, '.cache', process.platform === 'win32' ? 'fuzz-run.exe' : 'fuzz-run');
const args = ['--minutes', values.minutes, '--node', node26, ...(values.seed ? ['--seed', values.seed] : [])];
const files = positionals.length ? positionals.map((file) => resolve(from, file)) : seeds();
await buildRuntime();
const built = (await run('go', ['build', '-o', program, './internal/tools/fuzz'])).code === 0;
process.exitCode = built ? (await run(program, [...args, ...files])).code : 1;
