// A component in a page without a bundler: the default output, imported as a visitor's page would import it.

import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from '../internal/tools/lib/chromium.mjs';
import { run } from '../internal/tools/lib/run.mjs';
import { serveFiles } from '../internal/tools/lib/server.mjs';
import { root } from '../internal/tools/lib/setup.mjs';

/** @import { Browser } from 'playwright-core' */

/** @type {string} */
let dir;
/** @type {Awaited<ReturnType<typeof serveFiles>>} */
let server;
/** @type {Browser} */
let browser;

before(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'jco-go-module-'));
  server = await serveFiles((url) => path.join(dir, url), {
    headers: {
      'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'",
    },
  });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
  await rm(dir, { recursive: true });
});

/** @param {...string} args of jco-go transpile */
async function transpile(...args) {
  const { code, output } = await run('go', ['run', './cmd/jco-go', 'transpile', ...args], { quiet: true });
  assert.equal(code, 0, output);
}

/**
 * Opens a page that has one module script, and gives what the script left in its body.
 *
 * @param {string} script
 */
async function textOf(script) {
  await writeFile(path.join(dir, 'page.mjs'), `${script}\ndocument.body.dataset.done = 'true';\n`);
  const html =
    '<!doctype html><link rel="icon" href="favicon.png"><body><script type="module" src="page.mjs"></script>';
  await writeFile(path.join(dir, 'index.html'), html);
  await writeFile(path.join(dir, 'favicon.png'), '');
  const page = await browser.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(server.origin);
  await page
    .locator('body[data-done]')
    .waitFor({ timeout: 10_000 })
    .catch(() => {}); // the complaints say more
  const text = await page.evaluate(() => document.body.innerText);
  await page.close();
  assert.deepEqual(complaints, []);
  return text;
}

test('import { add } from a component without imports', async () => {
  await transpile(path.join(root, 'examples/adder/adder.wasm'), '-q', '-o', path.join(dir, 'adder'));
  const text = await textOf(`
    import { add } from './adder/adder.js';
    document.body.textContent = add(2, 40);
  `);
  assert.equal(text, '42');
});

test('import from a component whose imports are mapped to a module', async () => {
  const out = path.join(dir, 'inventory');
  const example = path.join(root, 'examples/rust-inventory');
  await transpile(
    path.join(example, 'rust-inventory.wasm'),
    '-q',
    ...['--map', 'shop:inventory/*=./host.js#*'],
    ...['-o', out],
  );
  await copyFile(path.join(example, 'host.js'), path.join(out, 'host.js'));
  const text = await textOf(`
    import { stock } from './inventory/rust-inventory.js';
    const shop = new stock.Inventory('corner shop');
    shop.put({ sku: 'p', name: 'pear', price: 150n, care: { keepCold: true } }, 3);
    document.body.textContent = JSON.stringify([stock.living(), shop.move('p', { tag: 'sold', val: 1 }), shop.find('p').name]);
  `);
  assert.equal(text, '[1,2,"pear"]');
});
