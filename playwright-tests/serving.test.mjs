// What pages need of the server that the demo and the tests use.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from '../internal/tools/lib/chromium.mjs';
import { serveFiles } from '../internal/tools/lib/server.mjs';

/** @type {string} */
let dir;
/** @type {Awaited<ReturnType<typeof serveFiles>>} */
let server;
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'jco-go-serving-'));
  await writeFile(path.join(dir, 'empty.wasm'), Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]));
  await writeFile(path.join(dir, 'module.mjs'), 'export const answer = 42;\n');
  await writeFile(path.join(dir, 'index.html'), '<!doctype html><title>a page</title><link rel="icon" href="data:,">');
  server = await serveFiles((url) => path.join(dir, url), {
    headers: { 'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" },
  });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
  await rm(dir, { recursive: true });
});

test('modules and streamed wasm have the MIME types that a browser insists on', async () => {
  const page = await browser.newPage();
  await page.goto(server.origin);
  assert.equal(await page.title(), 'a page');
  const got = await page.evaluate(async () => {
    const { answer } = await import(String('/module.mjs'));
    const module = await WebAssembly.compileStreaming(fetch('/empty.wasm'));
    return [answer, WebAssembly.Module.exports(module).length];
  });
  assert.deepEqual(got, [42, 0]);
});

test('what is not there is a 404, and nothing above the folder is there', async () => {
  for (const url of ['/none.js', '/%2e%2e/package.json', '/..%2fpackage.json', '/%ff']) {
    const response = await fetch(server.origin + url);
    assert.equal(response.status, 404, url);
  }
});
