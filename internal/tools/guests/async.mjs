// The async guests on the output of jco-go, in Node and in Chromium: a line for each.

import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from '../lib/chromium.mjs';
import { jcoGo } from '../lib/examples.mjs';
import { buildRuntime } from '../lib/package.mjs';
import { Peers } from '../lib/peers.mjs';
import { must, ProgramFailed } from '../lib/run.mjs';
import { serveFiles } from '../lib/server.mjs';
import { node26, root } from '../lib/setup.mjs';

const here = import.meta.dirname;
const made = join(root, '.cache', 'guests', 'async');
const shim = new Peers('internal/tools/guests/shim', 'guests-shim', 'preview2-shim (npm install, 1.4 MB)');

const shimFolder = join(shim.folder, 'node_modules', '@bytecodealliance', 'preview2-shim');
const shimPath = 'dist/common/instantiation.js';

/** The module that gives WASI 0.2 to an instance, once it was fetched. */
export const shimModule = join(shimFolder, shimPath);

/** Whether WASI 0.2 in JavaScript is there, or may be fetched. @typedef {'fetch' | 'if there'} Shim */

/**
 * @typedef {object} Guest
 * @property {string} name
 * @property {string} file in the folder of the guests
 * @property {'calls' | 'drive' | 'cases' | 'items'} kind what it is asked, see async-checks.mjs
 * @property {string[]} [map] for --map
 * @property {boolean} [wasi] it imports WASI 0.2, for which preview2-shim does
 */

/** @type {Guest[]} */
const guests = [
  { name: 'rust-async', file: 'rust-async/guest-async.wasm', kind: 'calls' },
  { name: 'c-async clang', file: 'c-async/guest-async-clang.wasm', kind: 'calls' },
  { name: 'c-async zig', file: 'c-async/guest-async-zig.wasm', kind: 'calls' },
  { name: 'go-async', file: 'go-async/go-async.wasm', kind: 'calls', wasi: true },
  { name: 'rust-resource', file: 'rust-resource/guest-resource.wasm', kind: 'items' },
  { name: 'composed rust', file: 'composed/rust.wasm', kind: 'drive' },
  { name: 'composed c-zig', file: 'composed/c-zig.wasm', kind: 'drive' },
  { name: 'composed go', file: 'composed/go.wasm', kind: 'drive', wasi: true },
  { name: 'qjs-async', file: 'qjs-async/app.wasm', kind: 'cases', map: ['fixture:qjs-async/host=./host.js'] },
];

/** @param {Guest} guest */
const folderOf = ({ name }) => join(made, name.replaceAll(' ', '-'));

/**
 * Transpiles a guest.
 * @param {string} shared the folder of the guests
 * @param {Guest} guest
 */
async function transpile(shared, guest) {
  const { file, kind, map } = guest;
  const out = folderOf(guest);
  mkdirSync(out, { recursive: true });
  const options = map ? ['--map', ...map] : ['-I', 'async'];
  await must(jcoGo, ['transpile', join(shared, file), '-o', out, '-q', '--name', 'guest', ...options]);
  writeFileSync(join(out, 'package.json'), '{"type": "module"}\n');
  if (kind === 'cases') {
    for (const name of ['host.js', 'cases.mjs']) cpSync(join(shared, 'qjs-async', name), join(out, name));
  }
}

/**
 * Asks all guests that there are.
 * @param {string} shared
 * @param {string} where for the lines
 * @param {(guest: Guest) => Promise<string>} ask gives what was done
 * @param {(guest: Guest) => string | undefined} [leave] why one is left out
 * @returns {Promise<boolean>} whether all answers were right
 */
async function askAll(shared, where, ask, leave = () => undefined) {
  await buildRuntime();
  let right = true;
  for (const guest of guests) {
    const line = `${where.padEnd(8)}  ${guest.name.padEnd(14)}`;
    const why = existsSync(join(shared, guest.file)) ? leave(guest) : `there is no ${guest.file}`;
    if (why) {
      console.log(`skip  ${line}  ${why}`);
      continue;
    }
    try {
      await transpile(shared, guest);
      console.log(`ok    ${line}  ${(await ask(guest)).trim()}`);
    } catch (e) {
      console.log(`FAIL  ${line}  ${e instanceof ProgramFailed ? e.message : e}`);
      right = false;
    }
  }
  return right;
}

/**
 * @param {string} shared
 * @param {boolean} jspi false takes JSPI away
 * @param {Shim} wasi
 */
export async function runAsyncInNode(shared, jspi, wasi) {
  if (wasi === 'fetch') shim.install();
  const preload = jspi ? [] : ['--import', pathToFileURL(join(here, 'without-jspi.mjs')).href];
  const ask = (/** @type {Guest} */ guest) => {
    const args = [join(here, 'async-answers.mjs'), folderOf(guest), guest.kind];
    if (guest.wasi) args.push(pathToFileURL(shimModule).href);
    return must(node26, [...preload, ...args]);
  };
  return askAll(shared, `node${jspi ? '' : ' without JSPI'}`, ask, withoutShim);
}

/** @param {Guest} guest */
const withoutShim = (guest) =>
  guest.wasi && !existsSync(shimModule) ? 'it needs preview2-shim, which npm run guests fetches' : undefined;

/**
 * @param {string} shared
 * @param {Shim} wasi
 */
export async function runAsyncInChromium(shared, wasi) {
  if (wasi === 'fetch') shim.install();
  const browser = await launch();
  const importMap = { imports: { '@bytecodealliance/preview2-shim': '/shim/dist/browser/index.js' } };
  const page = Buffer.from(
    `<!doctype html><title>guests</title><link rel="icon" href="data:,"><script type="importmap">${JSON.stringify(importMap)}</script>`,
  );
  const server = await serveFiles((url) => {
    if (url === '/') return page;
    if (url.startsWith('/shim/')) return join(shimFolder, url.slice('/shim/'.length));
    return url.startsWith('/checks/') ? join(here, url.slice('/checks/'.length)) : join(made, url);
  });
  /** @param {Guest} guest */
  const ask = async (guest) => {
    const tab = await browser.newPage();
    try {
      await tab.goto(server.origin);
      return await tab.evaluate(
        async ([folder, kind, shim]) => {
          const at = (/** @type {string} */ path) => String(new URL(path, location.href));
          const { kinds } = await import(at('/checks/async-checks.mjs'));
          const load = (/** @type {string} */ file) => import(at(`/${folder}/${file}`));
          const compile = (/** @type {string} */ file) => WebAssembly.compileStreaming(fetch(at(`/${folder}/${file}`)));
          const wasi = shim ? new (await import(at(shim))).WASIShim().getImportObject() : undefined;
          return kinds[kind]({ load, compile, wasi });
        },
        [guest.name.replaceAll(' ', '-'), guest.kind, guest.wasi ? `/shim/${shimPath}` : ''],
      );
    } finally {
      await tab.close();
    }
  };
  try {
    return await askAll(shared, 'chromium', ask, withoutShim);
  } finally {
    await browser.close();
    await server.close();
  }
}
