// npm test: everything that must hold, in sections. It goes on after a section that failed and names them all at the
// end. Arguments choose sections by a part of their title: npm test -- vet conformance

import { join } from 'node:path';
import { allEngines, runGuests, sharedGuests } from './guests/run.mjs';
import { hasChromium } from './lib/chromium.mjs';
import { buildRunner, engines, runRunner, sharedFolder, sharedSuite } from './lib/conformance.mjs';
import { buildRuntime, forWasm } from './lib/package.mjs';
import { run, Sections } from './lib/run.mjs';
import { goFolders, node26, root, setUp, toolsMod } from './lib/setup.mjs';
import { runAll as runWasi, allEngines as wasiEngines } from './wasi/run.mjs';

setUp();
const wanted = process.argv.slice(2);
const sections = new Sections();
/** @type {string[]} */
const titles = [];

/** @param {string} title @param {() => Promise<boolean>} work */
async function section(title, work) {
  titles.push(title);
  if (wanted.length && !wanted.some((w) => title.toLowerCase().includes(w.toLowerCase()))) return;
  await sections.run(title, work);
}

/** @param {string} command @param {string[]} args */
const succeeds = async (command, ...args) => (await run(command, args)).code === 0;

/** @param {string} name */
const tool = (name) => join(root, 'node_modules', '.bin', name);

await section('gofmt', async () => {
  const { code, output } = await run('gofmt', ['-l', ...goFolders()], { quiet: true });
  if (output) console.log(`These files are not formatted (npm run fmt formats them):\n${output}`);
  return code === 0 && output === '';
});
await section('go vet', () => succeeds('go', 'vet', './...'));
await section('go vet of what is WebAssembly', async () => {
  const { code } = await run('go', ['vet', './cmd/jco-go', './jsbridge/...', './polyfill/wasm'], { env: forWasm });
  return code === 0;
});
await section('staticcheck', () => succeeds('go', 'tool', `-modfile=${toolsMod}`, 'staticcheck', './...'));
await section('Biome', () => succeeds(node26, tool('biome'), 'check', '--error-on-warnings', '.'));
await section('tsc --checkJs', () => succeeds(node26, tool('tsc'), '--noEmit'));
await section('npm package', () => succeeds(node26, join(root, 'internal', 'tools', 'build.mjs')));
// Some of them run what was transpiled, in Node, with the async runtime.
await section('Go tests', async () => {
  await buildRuntime();
  return succeeds('go', 'test', './...');
});
await section('JavaScript tests', () => succeeds(node26, '--test', '{cmd,internal,web,examples}/**/*.test.mjs'));

const suite = sharedSuite();
const own = join(root, 'testdata', 'conformance', 'json');
for (const engine of engines) {
  const conformance = async (/** @type {string[]} */ ...dirs) =>
    (engine !== 'chromium' || (await hasChromium())) &&
    (await buildRunner()) &&
    (await runRunner(['--engine', engine, ...dirs])) === 0;
  await section(`Conformance on ${engine}: our own cases`, () => conformance(own));
  if (!suite) continue;
  const groups = ['values', 'linking', 'resources', 'async'];
  const options = engine === 'native' ? ['--wording', '90'] : [];
  if (engine === 'native') groups.push('binary', 'validation');
  await section(`Conformance on ${engine}: the Component Model's suite`, () =>
    conformance(...options, ...groups.map((g) => join(suite, g))),
  );
}

await section(
  'WASI 0.3.0 natively, in Node and in Chromium',
  async () => (await hasChromium()) && runWasi(wasiEngines),
);

if (sharedGuests())
  await section(
    'Guests on native, node and chromium',
    async () => (await hasChromium()) && runGuests(allEngines, { fetch: false }),
  );
await section(
  'Playwright tests',
  async () =>
    (await hasChromium()) && succeeds(node26, '--test', '--test-concurrency=1', 'playwright-tests/*.test.mjs'),
);

const unknown = wanted.filter((w) => !titles.some((title) => title.toLowerCase().includes(w.toLowerCase())));
if (unknown.length) {
  console.error(`No section has ${unknown.join(' or ')} in its title. The sections are:\n  ${titles.join('\n  ')}`);
  process.exit(2);
}
const code = sections.finish();
if (wanted.length === 0 && !(suite && sharedGuests())) {
  const left = [suite ? [] : "the Component Model's suite", sharedGuests() ? [] : 'the guests'].flat().join(' and ');
  console.log(`Not run, as $JCO_GO_SHARED (${sharedFolder()}) does not have them: ${left}.`);
}
process.exitCode = code;
