// npm run wasi: runs the test programs of testdata/wasi natively, in Node and in Chromium, holds what they say to what is
// expected, and prints a table of all functions of WASI 0.3.0.

import { hasChromium } from './lib/chromium.mjs';
import { misuse, readOptions, readPattern } from './lib/options.mjs';
import { runMain } from './lib/run.mjs';
import { setUp } from './lib/setup.mjs';
import { allEngines, runAll } from './wasi/run.mjs';

const usage = `npm run wasi -- OPTIONS

  --engine native|node|chromium  on one engine (default: all three, in Node with and without JSPI)
  --no-jspi  with --engine node: in a Node without JSPI
  --node PATH  with --engine node: in this Node instead of that of node_modules
  --only RE  the programs whose name it matches, without the table
  --update   write down what comes out, natively or on the engine, as what is expected; look at the difference then`;

/** @returns {Promise<boolean>} */
async function main() {
  const { values: options } = readOptions(usage, {
    options: {
      engine: { type: 'string' },
      'no-jspi': { type: 'boolean' },
      node: { type: 'string' },
      only: { type: 'string' },
      update: { type: 'boolean' },
    },
  });
  const name = options['no-jspi'] ? `${options.engine} --no-jspi` : options.engine;
  if (name && !allEngines.includes(name)) misuse(`Unknown engine "${name}".`, usage);
  if (options.node && options.engine !== 'node') misuse('--node goes with --engine node.', usage);
  const only = options.only === undefined ? undefined : readPattern(options.only, usage);
  setUp();
  const engines = name ? [name] : options.update ? ['native'] : allEngines;
  if (engines.includes('chromium') && !(await hasChromium())) return false;
  return runAll(engines, { only, update: options.update, node: options.node });
}

await runMain(main);
