// Makes of the examples what the demo page shows: the glue of each, and demo.json with the answers that Go and Node
// gave. The files' shapes are in web/demo/types.d.ts, example.json is described in examples/README.md.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from './run.mjs';
import { node26, root } from './setup.mjs';

/** @typedef {import('../../../web/demo/types.js').Demo} Demo */
/** @typedef {import('../../../web/demo/types.js').Example} Example */
/** @typedef {import('../../../web/demo/types.js').Answer} Answer */

const cache = join(root, '.cache');
const exe = process.platform === 'win32' ? '.exe' : '';

/** The command line, as built. */
export const jcoGo = join(cache, `jco-go${exe}`);

/** Where the demo's files lie: demo.json and examples/NAME/. */
export const demoFolder = join(cache, 'demo');

/** What internal/tools/examples prints. @typedef {{ version: string, examples: Record<string, Pick<Example, 'wit' | 'exports'> & { answers: Answer[] }> }} NativeAnswers */
/** What internal/tools/answer-in-node.mjs prints. @typedef {{ version: string, examples: Record<string, Answer[]> }} NodeAnswers */

/**
 * Builds the command line, transpiles each example, and has Go and Node answer its calls.
 * @returns {Promise<Demo>} also written to demo.json
 */
export async function buildDemo() {
  console.log('Building jco-go…');
  await must('go', ['build', '-o', jcoGo, './cmd/jco-go']);
  await must('go', ['build', '-o', join(cache, `examples${exe}`), './internal/tools/examples']);

  rmSync(demoFolder, { recursive: true, force: true });
  mkdirSync(demoFolder, { recursive: true });
  const manifests = findExamples();
  for (const { name, dir, manifest } of manifests) {
    console.log(`Transpiling ${name}…`);
    const out = join(demoFolder, 'examples', name);
    await must(jcoGo, ['transpile', join(dir, manifest.component), '-o', out, '--name', name, '-I', 'async', '-q']);
    if (manifest.host) cpSync(join(dir, manifest.host), join(out, manifest.host));
  }

  console.log('Running the calls natively…');
  /** @type {NativeAnswers} */
  const native = JSON.parse(
    await must(
      join(cache, `examples${exe}`),
      manifests.map((m) => m.dir),
    ),
  );

  /** @type {Demo} */
  const demo = { native: native.version, node: '', examples: [] };
  for (const { name, dir, manifest } of manifests) {
    const { wit, exports, answers } = native.examples[name];
    demo.examples.push({
      name,
      title: manifest.title,
      language: manifest.language ?? '',
      wit,
      exports,
      module: `examples/${name}/${name}.js`,
      ...(manifest.host && { host: `examples/${name}/${manifest.host}` }),
      sizes: { component: statSync(join(dir, manifest.component)).size, ...glueSizes(name) },
      calls: manifest.calls.map((/** @type {any} */ call, /** @type {number} */ i) => ({
        ...call,
        native: answers[i],
        node: { text: '' },
      })),
    });
  }
  writeDemo(demo);

  console.log('Running the calls in Node…');
  const script = join(root, 'internal', 'tools', 'answer-in-node.mjs');
  /** @type {NodeAnswers} */
  const node = JSON.parse(await must(node26, [script, pathToFileURL(join(demoFolder, 'demo.json')).href]));
  demo.node = node.version;
  for (const example of demo.examples) {
    for (const [i, call] of example.calls.entries()) call.node = node.examples[example.name][i];
  }
  writeDemo(demo);
  return demo;
}

/** @param {Demo} demo */
function writeDemo(demo) {
  writeFileSync(join(demoFolder, 'demo.json'), JSON.stringify(demo, null, 1));
}

/** The examples: the folders of examples/ that have an example.json. */
export function findExamples() {
  const all = join(root, 'examples');
  return readdirSync(all)
    .sort()
    .map((name) => ({ name, dir: join(all, name) }))
    .filter(({ dir }) => existsSync(join(dir, 'example.json')))
    .map(({ name, dir }) => ({ name, dir, manifest: JSON.parse(readFileSync(join(dir, 'example.json'), 'utf8')) }));
}

/** @param {string} name */
function glueSizes(name) {
  const dir = join(demoFolder, 'examples', name);
  const size = (/** @type {RegExp} */ kind) =>
    readdirSync(dir)
      .filter((file) => kind.test(file))
      .reduce((sum, file) => sum + statSync(join(dir, file)).size, 0);
  return { glue: statSync(join(dir, `${name}.js`)).size, core: size(/\.wasm$/) };
}

/**
 * Where the demo's server finds a file.
 * @param {string} url the path of a URL
 */
export function locateDemo(url) {
  const made = url === '/demo.json' || url.startsWith('/examples/');
  return join(made ? demoFolder : join(root, 'web', 'demo'), url);
}

/**
 * Runs a program and gives its output; ends this process if it fails.
 * @param {string} command
 * @param {string[]} args
 */
async function must(command, args) {
  const { code, stdout, output } = await run(command, args, { quiet: true });
  if (code === 0) return stdout;
  console.error(`${[command, ...args].join(' ')} failed:\n${output}`);
  process.exit(1);
}
