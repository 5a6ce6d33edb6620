// Makes of the examples what the demo page shows: the glue of each, and demo.json with the answers that Go and Node
// gave. The files' shapes are in web/demo/types.d.ts, example.json is described in examples/README.md.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildRuntime } from './package.mjs';
import { must } from './run.mjs';
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

/** A folder with an example.json. @typedef {{ name: string, dir: string, manifest: any }} Source */

/**
 * Builds the command line, transpiles each example, and has Go and Node answer its calls.
 * @returns {Promise<Demo>} also written to demo.json
 */
export async function buildDemo() {
  const { built, missing } = findExamples();
  for (const { name } of missing) {
    console.log(`Left out: ${name}, as its component is not there (examples/${name}/build.sh builds it).`);
  }
  const demo = await answerNatively(built, demoFolder);
  await answerInNode(demo, demoFolder);
  await transpileService();
  await transpileStreams();
  return demo;
}

/** Builds what the page with the service needs, and no more. */
export async function buildService() {
  await must('go', ['build', '-o', jcoGo, './cmd/jco-go']);
  await transpileService();
}

async function transpileService() {
  await buildRuntime();
  const component = join(root, 'examples', 'rust-ticker', 'rust-ticker.wasm');
  await must(jcoGo, ['transpile', component, '-o', join(demoFolder, 'service', 'component'), '-I', 'async', '-q']);
}

/** Builds what the page with streams needs, and no more. */
export async function buildStreams() {
  await must('go', ['build', '-o', jcoGo, './cmd/jco-go']);
  await transpileStreams();
}

async function transpileStreams() {
  await buildRuntime();
  const component = join(root, 'examples', 'rust-gzip', 'rust-gzip.wasm');
  const folder = join(demoFolder, 'streams');
  await must(jcoGo, ['transpile', component, '-o', join(folder, 'component'), '-I', 'async', '--result-streams', '-q']);
  writeFileSync(join(folder, 'sample.txt'), sampleText(32_000_000));
}

/** Something to stream: the lines of a log, the same ones each time. @param {number} size in bytes, about */
function sampleText(size) {
  const words = ['stream', 'future', 'task', 'guest', 'component', 'memory', 'waits', 'reads', 'writes', 'copies'];
  let state = 1;
  const next = (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const lines = [];
  for (let length = 0, n = 1; length < size; n++) {
    const line = `${n} ${next(2 ** 32).toString(16)} ${Array.from({ length: 4 + next(8) }, () => words[next(words.length)]).join(' ')}\n`;
    lines.push(line);
    length += line.length;
  }
  return lines.join('');
}

/**
 * Builds the command line, transpiles components, and has Go answer their calls.
 * @param {Source[]} sources
 * @param {string} folder where the glue and demo.json come to lie; what is in it is deleted
 * @returns {Promise<Demo>} without the answers of Node
 */
export async function answerNatively(sources, folder) {
  console.log('Building jco-go…');
  const answerer = join(cache, `examples${exe}`);
  await must('go', ['build', '-o', jcoGo, './cmd/jco-go']);
  await must('go', ['build', '-o', answerer, './internal/tools/examples']);

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, dir, manifest } of sources) {
    console.log(`Transpiling ${name}…`);
    const out = join(folder, 'examples', name);
    await must(jcoGo, ['transpile', join(dir, manifest.component), '-o', out, '--name', name, '-I', 'async', '-q']);
    if (manifest.host) cpSync(join(dir, manifest.host), join(out, manifest.host));
  }

  console.log('Running the calls natively…');
  const dirs = sources.map(({ dir }) => dir);
  /** @type {NativeAnswers} */
  const native = JSON.parse(await must(answerer, dirs));

  /** @type {Demo} */
  const demo = { native: native.version, node: '', examples: [] };
  for (const { name, dir, manifest } of sources) {
    const { wit, exports, answers } = native.examples[name];
    demo.examples.push({
      name,
      title: manifest.title,
      language: manifest.language ?? '',
      wit,
      exports,
      module: `examples/${name}/${name}.js`,
      ...(manifest.host && { host: `examples/${name}/${manifest.host}` }),
      sizes: {
        component: statSync(join(dir, manifest.component)).size,
        ...glueSizes(join(folder, 'examples', name), name),
      },
      calls: manifest.calls.map((/** @type {any} */ call, /** @type {number} */ i) => ({
        ...call,
        native: answers[i],
        node: { text: '' },
      })),
    });
  }
  writeDemo(demo, folder);
  return demo;
}

/**
 * Has Node answer the calls of a demo.
 * @param {Demo} demo gets the answers
 * @param {string} folder where its glue and demo.json lie
 */
export async function answerInNode(demo, folder) {
  console.log('Running the calls in Node…');
  const script = join(root, 'internal', 'tools', 'answer-in-node.mjs');
  /** @type {NodeAnswers} */
  const node = JSON.parse(await must(node26, [script, pathToFileURL(join(folder, 'demo.json')).href]));
  demo.node = node.version;
  for (const example of demo.examples) {
    for (const [i, call] of example.calls.entries()) call.node = node.examples[example.name][i];
  }
  writeDemo(demo, folder);
}

/** @param {Demo} demo @param {string} folder */
function writeDemo(demo, folder) {
  writeFileSync(join(folder, 'demo.json'), JSON.stringify(demo, null, 1));
}

/**
 * The examples: the folders that have an example.json. Components that are too big for the repository are missing until their
 * build.sh has run.
 * @param {string} [folder]
 * @returns {{ built: Source[], missing: Source[] }}
 */
export function findExamples(folder = join(root, 'examples')) {
  const all = readdirSync(folder)
    .sort()
    .map((name) => ({ name, dir: join(folder, name) }))
    .filter(({ dir }) => existsSync(join(dir, 'example.json')))
    .map(({ name, dir }) => ({ name, dir, manifest: JSON.parse(readFileSync(join(dir, 'example.json'), 'utf8')) }));
  const isBuilt = (/** @type {Source} */ { dir, manifest }) => existsSync(join(dir, manifest.component));
  return { built: all.filter(isBuilt), missing: all.filter((source) => !isBuilt(source)) };
}

/** @param {string} dir the folder of an example's glue @param {string} name */
function glueSizes(dir, name) {
  const size = (/** @type {RegExp} */ kind) =>
    readdirSync(dir)
      .filter((file) => kind.test(file))
      .reduce((sum, file) => sum + statSync(join(dir, file)).size, 0);
  return { glue: statSync(join(dir, `${name}.js`)).size, core: size(/\.wasm$/) };
}

/** What is made, by the start of its address. */
const madeFolders = ['/examples/', '/service/component/', '/streams/component/'];

/**
 * Where the demo's server finds a file.
 * @param {string} url the path of a URL
 */
export function locateDemo(url) {
  // The modules of the npm package.
  if (url.startsWith('/wasi/')) return join(root, 'web', url);
  const isMade =
    url === '/demo.json' || url === '/streams/sample.txt' || madeFolders.some((folder) => url.startsWith(folder));
  return join(isMade ? demoFolder : join(root, 'web', 'demo'), url);
}
