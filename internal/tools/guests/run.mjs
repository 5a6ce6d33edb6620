// Runs the guests on the engines. It is the machinery of the examples (lib/examples.mjs): a guest's folder here has its
// calls and the answers that are wanted, its component and its world come from the shared folder.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from '../lib/chromium.mjs';
import { sharedFolder } from '../lib/conformance.mjs';
import { answerInNode, answerNatively, jcoGo } from '../lib/examples.mjs';
import { must, run } from '../lib/run.mjs';
import { serveFiles } from '../lib/server.mjs';
import { node26, root } from '../lib/setup.mjs';
import { runAsyncInChromium, runAsyncInNode } from './async.mjs';
import { runCommandsInChromium, runCommandsInNode } from './commands.mjs';
import { runPrograms } from './programs.mjs';

/** @typedef {import('../../../web/demo/types.js').Demo} Demo */
/** @typedef {import('../lib/examples.mjs').Source} Source */

export const allEngines = ['native', 'node', 'chromium'];

const here = import.meta.dirname;
const made = join(root, '.cache', 'guests');
const glue = join(made, 'glue');

/** There is no folder of guests. */
export class NoGuests extends Error {
  /** @override */
  name = 'NoGuests';
}

/**
 * Finds the guests, which are not part of this repository.
 * @returns {string | undefined} their folder
 */
export function sharedGuests() {
  const dir = join(sharedFolder(), 'guests');
  return existsSync(dir) ? dir : undefined;
}

/**
 * Runs all guests and prints a line for each.
 * @param {string[]} engines
 * @param {{ jspi?: boolean, fetch?: boolean }} [how] jspi false: only the async guests and the commands of WASI 0.3, in Node without JSPI; fetch false:
 *   what is not installed is not fetched, and the guests that need it are left out
 * @returns {Promise<boolean>} whether all answers were right
 * @throws {NoGuests}
 */
export async function runGuests(engines, { jspi = true, fetch = true } = {}) {
  const shared = sharedGuests();
  if (!shared) throw new NoGuests(`There is no ${sharedFolder()}/guests ($JCO_GO_SHARED).`);
  const shim = fetch ? 'fetch' : 'if there';
  if (!jspi) {
    await must('go', ['build', '-o', jcoGo, './cmd/jco-go']);
    const right = await runAsyncInNode(shared, false, shim);
    return (await runCommandsInNode(shared, false)) && right;
  }
  rmSync(made, { recursive: true, force: true });
  const sources = collect(shared);
  const demo = await answerNatively(sources, glue);
  let right = true;
  for (const engine of engines) {
    const answers = await answersOn(engine, demo);
    for (const { name, calls } of sources.map((s) => ({ name: s.name, calls: s.manifest.calls }))) {
      right = compare(engine, name, calls, answers[name]) && right;
    }
    if (engine === 'node') {
      right = (await checkQuickJS(shared)) && right;
      right = (await runAsyncInNode(shared, true, shim)) && right;
      right = (await runCommandsInNode(shared, true)) && right;
      right = (await runPrograms(shared, 'node')) && right;
    }
    if (engine === 'chromium') {
      right = (await runAsyncInChromium(shared, shim)) && right;
      right = (await runCommandsInChromium(shared)) && right;
    }
    if (engine === 'native') {
      right = (await runAsyncNatively(shared)) && right;
      right = (await runPrograms(shared, 'native')) && right;
    }
  }
  return right;
}

/**
 * Puts the guests together: folders as internal/tools/examples wants them.
 * @param {string} shared
 * @returns {Source[]} their manifests with the answers that are wanted
 */
function collect(shared) {
  const names = readdirSync(here).filter((name) => existsSync(join(here, name, 'guest.json')));
  return names.sort().map((name) => {
    const { component, wit, calls, ...rest } = JSON.parse(readFileSync(join(here, name, 'guest.json'), 'utf8'));
    const dir = join(made, 'source', name);
    mkdirSync(dir, { recursive: true });
    cpSync(join(shared, component), join(dir, `${name}.wasm`));
    cpSync(join(shared, wit), join(dir, 'world.wit'));
    if (rest.host) cpSync(join(here, name, rest.host), join(dir, rest.host));
    const manifest = { ...rest, component: `${name}.wasm`, calls };
    const asked = calls.map((/** @type {any} */ { answer, ...call }) => call);
    writeFileSync(join(dir, 'example.json'), JSON.stringify({ ...manifest, calls: asked }));
    return { name, dir, manifest };
  });
}

/**
 * @param {string} engine
 * @param {Demo} demo
 * @returns {Promise<Record<string, string[]>>} the answers of each guest
 */
async function answersOn(engine, demo) {
  const answers = (/** @type {'native' | 'node'} */ column) =>
    Object.fromEntries(demo.examples.map((e) => [e.name, e.calls.map((call) => call[column].text)]));
  if (engine === 'native') return answers('native');
  if (engine === 'chromium') return answerInChromium();
  await answerInNode(demo, glue);
  return answers('node');
}

/** @returns {Promise<Record<string, string[]>>} */
async function answerInChromium() {
  console.log('Running the calls in Chromium…');
  const browser = await launch();
  const page = Buffer.from('<!doctype html><title>guests</title><link rel="icon" href="data:,">');
  const server = await serveFiles((url) => {
    if (url === '/') return page;
    return url.startsWith('/run/') ? join(root, 'web', 'demo', url.slice('/run/'.length)) : join(glue, url);
  });
  try {
    const tab = await browser.newPage();
    tab.on('pageerror', (e) => console.error(`the page: ${e}`));
    await tab.goto(server.origin);
    return await tab.evaluate(async () => {
      /** @type {typeof import('../../../web/demo/run-example.js')} */
      const { instantiator, runExample } = await import(String('/run/run-example.js'));
      const base = new URL('/demo.json', location.href);
      /** @type {Demo} */
      const { examples } = await (await fetch(base)).json();
      /** @type {Record<string, string[]>} */
      const texts = {};
      for (const example of examples) {
        const instantiate = instantiator(example, base, (url) => WebAssembly.compileStreaming(fetch(url)));
        texts[example.name] = (await runExample(example, instantiate)).map(({ text }) => text);
      }
      return texts;
    });
  } finally {
    await browser.close();
    await server.close();
  }
}

/**
 * @param {string} engine
 * @param {string} name
 * @param {{ label: string, answer: string }[]} calls
 * @param {string[]} answers
 */
function compare(engine, name, calls, answers) {
  const wrong = calls.flatMap(({ label, answer }, i) => (answers[i] === answer ? [] : [{ label, answer, i }]));
  console.log(
    `${wrong.length ? 'FAIL' : 'ok  '}  ${engine.padEnd(8)}  ${name.padEnd(9)}  ` +
      `${calls.length - wrong.length} answers right, ${wrong.length} wrong`,
  );
  for (const { label, answer, i } of wrong) {
    console.log(`    ${label}\n      wanted ${answer}\n      got    ${answers[i]}`);
  }
  return wrong.length === 0;
}

/**
 * Runs the async guests with a Go program, whose functions really wait.
 * @param {string} shared
 */
async function runAsyncNatively(shared) {
  const { code } = await run('go', ['run', './internal/tools/guests/native', shared]);
  return code === 0;
}

/**
 * Runs the check that comes with qjs-sync, as it runs on jco's output: a module that imports its host.
 * @param {string} shared
 */
async function checkQuickJS(shared) {
  const from = join(shared, 'qjs-sync');
  const out = join(made, 'qjs-sync');
  const map = ['--map', 'fixture:qjs-sync/log=./host-log.js'];
  await must(jcoGo, ['transpile', join(from, 'app.wasm'), '-o', out, '-q', ...map]);
  cpSync(join(from, 'host-log.js'), join(out, 'host-log.js'));
  writeFileSync(join(out, 'package.json'), '{"type": "module"}\n');
  const output = await must(node26, [join(from, 'check.mjs'), out]);
  const right = output.includes('[log] add 2 40 level 3\n') && output.includes('OK ');
  console.log(`${right ? 'ok  ' : 'FAIL'}  node      qjs-sync   its own check.mjs${right ? '' : `\n${output}`}`);
  return right;
}
