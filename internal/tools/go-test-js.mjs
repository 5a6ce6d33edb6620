// GOOS=js GOARCH=wasm go test -exec 'node internal/tools/go-test-js.mjs node|chromium': runs a test program of Go's with
// package jsbridge's other half.

import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from './lib/chromium.mjs';
import { root } from './lib/places.mjs';
import { serveFiles } from './lib/server.mjs';

const [engine, program, ...args] = process.argv.slice(2);
const wasmExec = join(execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim(), 'lib/wasm/wasm_exec.js');

async function inNode() {
  await import(pathToFileURL(wasmExec).href);
  const { runTests } = await import('./gotest/run.js');
  const { JsValues } = await import('../../web/npm/jsvalues.js');
  return runTests(await readFile(program), args, JsValues);
}

async function inChromium() {
  const server = await serveFiles(
    (url) =>
      ({ '/test.wasm': program, '/wasm_exec.js': wasmExec, '/': Buffer.from('<!doctype html><title>go test</title>') })[
        url
      ] ?? join(root, url),
  );
  const browser = await launch();
  try {
    const page = await browser.newPage();
    page.on('console', (message) => console.log(message.text()));
    page.on('pageerror', (e) => console.log(String(e)));
    await page.goto(server.origin);
    await page.addScriptTag({ url: '/wasm_exec.js' });
    return await page.evaluate(async (args) => {
      const at = (/** @type {string} */ path) => String(new URL(path, location.origin));
      const { runTests } = await import(at('internal/tools/gotest/run.js'));
      const { JsValues } = await import(at('web/npm/jsvalues.js'));
      return runTests(await (await fetch('/test.wasm')).arrayBuffer(), args, JsValues);
    }, args);
  } finally {
    await browser.close();
    await server.close();
  }
}

// A timer of the program's may be left.
process.exit(engine === 'chromium' ? await inChromium() : await inNode());
