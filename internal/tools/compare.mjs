// npm run compare: asks package component and `wasm-tools validate` about 2,000 mutants of ten components, and about every
// component of the repository and of $JCO_GO_SHARED/guests, and fails for a difference that
// internal/tools/compare/differences.txt does not explain.

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { components } from './lib/components.mjs';
import { sharedFolder } from './lib/conformance.mjs';
import { readOptions } from './lib/options.mjs';
import { run, runMain } from './lib/run.mjs';
import { root, setUp } from './lib/setup.mjs';
import { wasmTools } from './lib/wasm-tools.mjs';

const ten = [
  'examples/c-text/c-text.wasm',
  'examples/rust-inventory/rust-inventory.wasm',
  'testdata/bench/linked.wasm',
  'testdata/components/c-sync.wasm',
  'testdata/components/rust-sync.wasm',
  'testdata/fixtures/async-stream.wasm',
  'testdata/fixtures/exports-of-all-sorts.wasm',
  'testdata/fixtures/names-interface.wasm',
  'testdata/fixtures/resources.wasm',
  'transpile/testdata/types/everything.wasm',
];

const usage = `npm run compare -- OPTIONS [FILE...]

  --each N  how many mutants of each of the ten (default: 200)
  --seed N  which mutants (default: 1)
  FILE      further components to ask about; a folder means all in it`;

async function main() {
  const { values, positionals } = readOptions(usage, {
    options: { each: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
    allowPositionals: true,
  });
  setUp();
  const program = join(root, '.cache', process.platform === 'win32' ? 'compare.exe' : 'compare');
  const tools = await wasmTools();
  if ((await run('go', ['build', '-o', program, './internal/tools/compare'])).code !== 0) return false;

  const from = process.env.INIT_CWD ?? process.cwd();
  const guests = join(sharedFolder(), 'guests');
  const all = ['testdata/components', 'testdata/fixtures', 'testdata/bench', 'examples'].flatMap(components);
  if (existsSync(guests)) all.push(...components(guests));
  all.push(...positionals.flatMap((path) => components(resolve(from, path))));
  const mutants = ['--each', values.each, '--seed', values.seed];
  const ok = (await run(program, ['--wasm-tools', tools, ...mutants, ...ten])).code === 0;
  return (await run(program, ['--wasm-tools', tools, '--each', '0', ...all])).code === 0 && ok;
}

await runMain(main);
