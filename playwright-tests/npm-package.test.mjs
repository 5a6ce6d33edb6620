// The npm package in a page and in a worker, without a bundler: it gives what it gives in Node, under a CSP that allows
// no more than WebAssembly.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { transpile, types } from 'jco-go';
import { launch } from '../internal/tools/lib/chromium.mjs';
import { buildPackage, packageFolder } from '../internal/tools/lib/package.mjs';
import { serveFiles } from '../internal/tools/lib/server.mjs';
import { root } from '../internal/tools/lib/setup.mjs';

/** @import { Page } from 'playwright-core' */

const html = Buffer.from('<!doctype html><title>npm</title><link rel="icon" href="data:,">');
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:";

/** A script that both a page and a worker can import: it transpiles what it is told to. */
const work = `
import { transpile, types } from '/npm/browser.js';

export async function work(urls) {
  const all = [];
  for (const url of urls) {
    const bytes = await (await fetch(url)).arrayBuffer();
    const { files, imports, exports } = await transpile(bytes, { name: 'x', strict: true });
    const contents = Object.entries(files).map(([name, data]) => [name, Array.from(data)]);
    all.push({ contents, imports, exports, types: Object.keys(await types(new Uint8Array(bytes))) });
  }
  return all;
}

if (typeof WorkerGlobalScope === 'function') onmessage = async ({ data }) => postMessage(await work(data));
`;

/** The components to try, as URLs of the server. */
const components = ['/examples/adder/adder.wasm', '/examples/rust-inventory/rust-inventory.wasm'];

/** @type {string} */
let dir;
/** @type {Awaited<ReturnType<typeof serveFiles>>} */
let server;
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  await buildPackage();
  dir = await mkdtemp(path.join(tmpdir(), 'jco-go-npm-'));
  await writeFile(path.join(dir, 'work.js'), work);
  server = await serveFiles(
    (url) => {
      if (url === '/') return html;
      if (url === '/work.js') return path.join(dir, 'work.js');
      if (url.startsWith('/npm/')) return path.join(packageFolder, url.slice('/npm/'.length));
      return /^\/(examples|testdata)\//.test(url) ? path.join(root, url) : undefined;
    },
    { headers: { 'content-security-policy': policy } },
  );
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
  await rm(dir, { recursive: true });
});

/** What Node gives for the components, in the form of work.js. */
async function inNode() {
  const all = [];
  for (const url of components) {
    const bytes = await readFile(path.join(root, url));
    const { files, imports, exports } = await transpile(bytes, { name: 'x', strict: true });
    const contents = Object.entries(files).map(([name, data]) => [name, Array.from(data)]);
    all.push({ contents, imports, exports, types: Object.keys(await types(bytes)) });
  }
  return all;
}

/**
 * Opens a page and runs a function in it. What is written to its console meanwhile must be what is expected there.
 *
 * @template T
 * @param {(urls: string[]) => Promise<T>} script
 * @param {{ at?: string, prepare?: (page: Page) => Promise<unknown>, console?: RegExp[] }} [options]
 */
async function inPage(script, { at = '/', prepare, console: expected = [] } = {}) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  try {
    await prepare?.(page);
    await page.goto(server.origin + at);
    const got = await page.evaluate(script, components);
    assert.equal(complaints.length, expected.length, complaints.join('\n'));
    for (const [i, text] of complaints.entries()) assert.match(text, expected[i]);
    return got;
  } finally {
    await page.close();
  }
}

test('it gives in a page what it gives in Node, and leaves no global behind', async () => {
  const { got, globals } = await inPage(async (urls) => {
    const before = Reflect.ownKeys(globalThis).map(String);
    const { work } = await import(String('/work.js'));
    const got = await work(urls);
    return { got, globals: Reflect.ownKeys(globalThis).filter((key) => !before.includes(String(key))) };
  });
  assert.deepEqual(got, await inNode());
  assert.deepEqual(globals, []);
});

test('it gives in a worker what it gives in Node', async () => {
  const got = await inPage(async (urls) => {
    const worker = new Worker('/work.js', { type: 'module' });
    worker.postMessage(urls);
    return new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
    });
  });
  assert.deepEqual(got, await inNode());
});

test('a server that does not know the type of WebAssembly is good enough', async () => {
  const names = await inPage(
    async ([url]) => {
      const { transpile } = await import(String('/npm/browser.js'));
      return Object.keys((await transpile(await (await fetch(url)).arrayBuffer())).files);
    },
    {
      prepare: (page) =>
        page.route('**/transpile.wasm', async (route) => {
          const response = await route.fetch();
          await route.fulfill({
            response,
            headers: { ...response.headers(), 'content-type': 'application/octet-stream' },
          });
        }),
    },
  );
  assert.deepEqual(names, ['component.js', 'component.d.ts']);
});

test('a module that does not come is an error, and the next call asks once more', async () => {
  let asked = 0;
  const got = await inPage(
    async ([url]) => {
      const { transpile } = await import(String('/npm/browser.js'));
      const bytes = await (await fetch(url)).arrayBuffer();
      const failed = await transpile(bytes).catch((/** @type {Error} */ e) => e.message);
      return [failed.replace(location.origin, ''), Object.keys((await transpile(bytes)).files).length];
    },
    {
      prepare: (page) =>
        page.route('**/transpile.wasm', (route) => (asked++ ? route.continue() : route.fulfill({ status: 503 }))),
      console: [/503/],
    },
  );
  assert.deepEqual(got, ['/npm/transpile.wasm: 503 Service Unavailable', 2]);
  assert.equal(asked, 2);
});

test('the module can be given: as a URL, a response, a compiled module, or bytes', async () => {
  for (const form of ['url', 'response', 'module', 'bytes']) {
    const names = await inPage(
      async ([url]) => {
        const { initialize, transpile } = await import(String('/npm/browser.js'));
        const elsewhere = '/npm/transpile.wasm?elsewhere';
        const form = new URL(location.href).searchParams.get('form');
        /** @type {any} */
        let wasm = new URL(elsewhere, location.href);
        if (form === 'response') wasm = fetch(elsewhere);
        if (form === 'module') wasm = WebAssembly.compileStreaming(fetch(elsewhere));
        if (form === 'bytes') wasm = await (await fetch(elsewhere)).arrayBuffer();
        await initialize({ wasm });
        return Object.keys((await transpile(await (await fetch(url)).arrayBuffer())).files);
      },
      {
        at: `/?form=${form}`,
        prepare: (page) => page.route('**/transpile.wasm', (route) => route.abort()),
      },
    );
    assert.deepEqual(names, ['component.js', 'component.d.ts'], form);
  }
});

test('what needs files or programs says so', async () => {
  const got = await inPage(async ([url]) => {
    const { transpile, types, TranspileError } = await import(String('/npm/browser.js'));
    const bytes = await (await fetch(url)).arrayBuffer();
    const tries = [
      () => transpile('app.wasm'),
      () => types('wit'),
      () => transpile(bytes, { minify: true }),
      () => transpile(bytes, { optimize: true }),
      () => types(new TextEncoder().encode('package a:b;')),
      () => transpile(bytes.slice(0, 20)),
    ];
    const said = [];
    for (const attempt of tries) {
      const e = await attempt().then(String, (/** @type {unknown} */ e) => e);
      said.push([e.name, e instanceof TranspileError ? e.code : '', e.message.split('\n')[0]]);
    }
    return said;
  });
  assert.deepEqual(got.slice(0, 5), [
    ['TypeError', '', 'give the bytes of app.wasm: there are no files in a browser'],
    ['TypeError', '', 'give the bytes of wit: there are no files in a browser'],
    ['TranspileError', 'option', 'option minify: is not available in a browser; a bundler minifies the module'],
    ['TranspileError', 'option', 'option optimize: is not available in a browser, which runs no wasm-opt'],
    ['TranspileError', 'wit-text', 'this is WIT text, not a component binary'],
  ]);
  assert.deepEqual(got[5].slice(0, 2), ['TranspileError', 'invalid']);
});
