// docs/streams-examples.md in Node: each row of the tables in docs/streams.md has an example, and it is true.
// playwright-tests/streams.test.mjs runs them in Chromium.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { buildRuntime, runtimeFolder } from '../../internal/tools/lib/package.mjs';
import { root } from '../../internal/tools/lib/places.mjs';
import { run } from '../../internal/tools/lib/run.mjs';
import { misfits, streamExamples, transpileGuests } from '../../internal/tools/lib/streamexamples.mjs';
import { runExamples, streamGuests } from './testing/examples.js';

/** @type {string} */
let folder;
const examples = await streamExamples();
const inJavaScript = examples.filter(({ language }) => language === 'js');

before(async () => {
  await buildRuntime();
  folder = await mkdtemp(join(tmpdir(), 'jco-go-stream-examples-'));
  await transpileGuests(folder, pathToFileURL(join(runtimeFolder, 'jco-go-runtime.js')).href);
});

after(() => rm(folder, { recursive: true, force: true }));

test('each row of docs/streams.md has an example', async () => {
  assert.deepEqual(await misfits(examples), []);
});

test('a row without an example is found, and an example without a row', async () => {
  const faults = await misfits([...examples.slice(1), { ...examples[0], title: 'no row' }]);
  assert.deepEqual(faults, [
    `${examples[0].section}: ${examples[0].title}: there is no example`,
    `${examples[0].section}: no row: there is no such row`,
  ]);
});

test('the examples print what they say', async () => {
  /** @type {any[]} */
  const unhandled = [];
  const onUnhandled = (/** @type {any} */ e) => unhandled.push(e);
  process.on('unhandledRejection', onUnhandled);
  const load = (/** @type {string} */ name) => import(pathToFileURL(join(folder, `${name}.js`)).href);
  const faults = await runExamples(inJavaScript, streamGuests(load));
  process.off('unhandledRejection', onUnhandled);
  assert.deepEqual(faults, []);
  assert.deepEqual(unhandled, []);
});

test('an example that prints something else is found', async () => {
  const load = (/** @type {string} */ name) => import(pathToFileURL(join(folder, `${name}.js`)).href);
  const [{ code, want }] = inJavaScript;
  const wrong = [{ title: 'wrong', code, want: [...want, 'more'] }];
  assert.match((await runExamples(wrong, streamGuests(load)))[0], /^wrong: printed .* not .*"more"$/);
});

test('the examples in TypeScript hold', async () => {
  const pieces = examples.filter(({ language }) => language === 'ts').map(({ code }) => `{\n${code}}\n`);
  const file = join(folder, 'examples.ts');
  const head = "import { instantiate } from './stream-types.js';\nconst types = await instantiate(null, {});\n";
  await writeFile(file, head + pieces.join(''));
  const flags = [
    '--noEmit',
    '--strict',
    '--target',
    'esnext',
    '--module',
    'nodenext',
    '--lib',
    'esnext,dom,dom.iterable',
  ];
  const config = { compilerOptions: { types: [] }, files: ['examples.ts'] };
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const { code, output } = await run(process.execPath, [tsc, '-p', folder, ...flags], { quiet: true });
  assert.equal(code, 0, output);
});
