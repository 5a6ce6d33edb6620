// Async components in a page and in a worker, without a bundler: their calls, and what is fetched for them.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from '../internal/tools/lib/chromium.mjs';
import { buildRuntime } from '../internal/tools/lib/package.mjs';
import { must } from '../internal/tools/lib/run.mjs';
import { serveFiles } from '../internal/tools/lib/server.mjs';

/** @type {string} */
let dir;
/** @type {Awaited<ReturnType<typeof serveFiles>>} */
let server;
/** @type {import('playwright-core').Browser} */
let browser;

/** What each page and worker asks of its two components. */
const questions = `
export async function ask() {
  const [guest, bench] = await Promise.all([import('./one/c-async.js'), import('./two/async.js')]);
  const piped = guest.pipe(new Blob(['a stream']).stream());
  return Promise.all([
    guest.callHost(5),
    piped.then((stream) => new Response(stream).text()),
    bench.now(41),
    bench.call(3),
    bench.wait(3),
  ]);
}
`;
const answers = ['10:<tail>', 'A STREAM', 42, 3, 3];

before(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'jco-go-async-'));
  await buildRuntime();
  const jcoGo = path.join(dir, 'jco-go');
  await must('go', ['build', '-o', jcoGo, './cmd/jco-go']);
  // Two folders, as of two packages: each brings along the runtime's files.
  const transpile = (/** @type {string} */ file, /** @type {string} */ out, /** @type {string} */ map) =>
    must(jcoGo, ['transpile', file, '-o', path.join(dir, out), '-q', '--map', map]);
  await transpile('testdata/components/c-async.wasm', 'one', 'test:guest/host=../host.js');
  await transpile('testdata/bench/async.wasm', 'two', 'host=../add.js');
  await transpile('testdata/bench/async.wasm', 'three', 'host=../add.js');
  const host = `
export const sleepAdd = (a, b) => new Promise((resolve) => setTimeout(resolve, b, a + b));
export const fetch = async (key) => \`<\${key}>\`;
`;
  await writeFile(path.join(dir, 'host.js'), host);
  await writeFile(path.join(dir, 'add.js'), 'export default async (x) => x + 1;\n');
  await writeFile(path.join(dir, 'ask.js'), questions);
  await writeFile(path.join(dir, 'worker.js'), "import { ask } from './ask.js';\npostMessage(await ask());\n");
  await writeFile(path.join(dir, 'index.html'), '<!doctype html><title>a page</title><link rel="icon" href="data:,">');
  const csp = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src data:";
  server = await serveFiles((url) => path.join(dir, url), { headers: { 'content-security-policy': csp } });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
  await rm(dir, { recursive: true });
});

/** Opens a page; `fetched` are the runtimes that it and its workers asked for. */
async function open() {
  const page = await browser.newPage();
  /** @type {string[]} */
  const fetched = [];
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (/runtime.*\.wasm$/.test(request.url())) fetched.push(request.url());
  });
  await page.goto(server.origin);
  return { page, fetched, complaints };
}

test('two components of a page fetch the task core once, whatever folder each lies in', async () => {
  const { page, fetched, complaints } = await open();
  assert.deepEqual(await page.evaluate(async () => (await import(String('/ask.js'))).ask()), answers);
  assert.equal(fetched.length, 1, fetched.join('\n'));
  // Nor does one that comes later.
  assert.equal(await page.evaluate(async () => (await import(String('/three/async.js'))).now(1)), 2);
  assert.equal(fetched.length, 1, fetched.join('\n'));
  assert.deepEqual(complaints, []);
  await page.close();
});

test('a worker has a task core of its own', async () => {
  const { page, fetched, complaints } = await open();
  const got = await page.evaluate(async () => {
    const worker = new Worker(new URL('/worker.js', location.href), { type: 'module' });
    const answer = new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (e) => reject(new Error(e.message));
    });
    const { ask } = await import(String('/ask.js'));
    return Promise.all([ask(), answer]);
  });
  assert.deepEqual(got, [answers, answers]);
  assert.equal(fetched.length, 2, fetched.join('\n'));
  assert.deepEqual(complaints, []);
  await page.close();
});
