// A service in Rust by the npm package, as docs/wasi-js.md has it: examples/rust-ticker and testdata/wasi/http-service.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { wasi } from 'jco-go/wasi';
import { serveFetch, serveNode } from 'jco-go/wasi/http';
import { buildRuntime } from '../../../internal/tools/lib/package.mjs';
import { root } from '../../../internal/tools/lib/places.mjs';
import { must } from '../../../internal/tools/lib/run.mjs';

const folder = mkdtempSync(join(tmpdir(), 'jco-go-service-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const ticker = 'examples/rust-ticker/rust-ticker.wasm';
const service = 'testdata/wasi/http-service/http-service.wasm';

before(async () => {
  await buildRuntime();
  await must('go', ['build', '-o', join(folder, 'jco-go'), './cmd/jco-go']);
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'jco-go'), 'dir');
});

/** Transpiles a component and gives the module. @param {string} component @param {...string} options */
async function moduleOf(component, ...options) {
  const out = join(folder, [component.replace(/\W/g, '-'), ...options].join(''));
  await must(join(folder, 'jco-go'), [
    'transpile',
    join(root, component),
    '-o',
    out,
    '--name',
    'app',
    '-q',
    ...options,
  ]);
  return import(pathToFileURL(join(out, 'app.js')).href);
}

/** @param {string} component @param {import('jco-go/wasi').WasiOptions} [options] */
async function instanceOf(component, options) {
  const { instantiate } = await moduleOf(component, '-I', 'async');
  return instantiate(undefined, wasi(options));
}

/** @param {any} component @param {import('node:test').TestContext} t */
async function serve(component, t) {
  const handler = serveNode(component);
  const server = createServer((request, response) => handler(request, response).catch(() => {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${/** @type {any} */ (server.address()).port}`;
}

test('serveNode: pieces as they come, both ways, and requests that overlap', async (t) => {
  const url = await serve(await instanceOf(ticker), t);
  const begin = performance.now();
  const times = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const response = await fetch(`${url}/ticks?count=3&ms=300`);
      /** @type {number[]} */
      const at = [];
      for await (const _ of /** @type {any} */ (response.body)) at.push(performance.now() - begin);
      return at;
    }),
  );
  for (const at of times) assert.ok(at.length === 3 && at[2] - at[0] > 100, String(at));
  assert.ok(performance.now() - begin < 5000, 'ten of them take no ten times the time');
  const { readable, writable } = new TransformStream();
  const writer = writable.getWriter();
  const answer = fetch(`${url}/upper`, /** @type {any} */ ({ method: 'POST', body: readable, duplex: 'half' }));
  await writer.write(new TextEncoder().encode('one'));
  const response = await answer;
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const next = async () => Buffer.from((await reader.read()).value ?? []).toString();
  assert.equal(await next(), 'ONE');
  await writer.write(new TextEncoder().encode('two'));
  assert.equal(await next(), 'TWO');
  await writer.close();
  assert.equal((await reader.read()).done, true);
});

test('serveFetch: the same component without a server', async () => {
  const answer = serveFetch(await instanceOf(ticker));
  const upper = await answer(new Request('http://host/a/upper', { method: 'POST', body: 'text' }));
  assert.deepEqual([upper.status, await upper.text()], [200, 'TEXT']);
  const ticks = await answer(new Request('http://host/ticks?count=2&ms=1'));
  assert.equal(await ticks.text(), 'tick 1 of 2\ntick 2 of 2\n');
  assert.equal((await answer(new Request('http://host/none'))).status, 404);
});

test('a megabyte there and back, a thousand requests, and the instance still answers', async () => {
  const answer = serveFetch(await instanceOf(ticker));
  const body = 'a'.repeat(1 << 20);
  const large = await answer(new Request('http://host/upper', { method: 'POST', body }));
  assert.equal(await large.text(), body.toUpperCase());
  for (let i = 0; i < 1000; i++) {
    const response = await answer(new Request('http://host/upper', { method: 'POST', body: `n${i}` }));
    assert.equal(await response.text(), `N${i}`);
  }
});

test('a guest that fails, breaks off and traps; a client that goes away', async (t) => {
  let printed = '';
  const stdout = (/** @type {Uint8Array} */ chunk) => {
    printed += Buffer.from(chunk);
  };
  const component = await instanceOf(service, { stdout });
  const answer = serveFetch(component);
  const ask = (/** @type {string} */ path) => answer(new Request(`http://host${path}`));
  await assert.rejects(ask('/error'), (/** @type {any} */ e) => e.payload.tag === 'HTTP-request-denied');
  await assert.rejects((await ask('/broken')).text(), (/** @type {any} */ e) => e.payload.tag === 'internal-error');
  const url = await serve(component, t);
  const endless = await fetch(`${url}/endless`);
  await endless.body?.cancel();
  while (!printed.includes('nobody reads any more')) await new Promise((resolve) => setTimeout(resolve, 10));
  const later = await ask('/trap-later');
  await assert.rejects(later.text(), WebAssembly.RuntimeError);
  await assert.rejects(ask('/no-body'), /cannot enter component instance/);
});

test('a module that is imported has what a program gets that is given nothing', async () => {
  const answer = serveFetch(await moduleOf(ticker));
  const response = await answer(new Request('http://host/upper', { method: 'POST', body: 'x' }));
  assert.equal(await response.text(), 'X');
});
