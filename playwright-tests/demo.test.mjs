// The demo page in a real browser: what `npm start` serves.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from '../internal/tools/lib/chromium.mjs';
import { buildDemo, demoFolder, locateDemo } from '../internal/tools/lib/examples.mjs';
import { serveFiles } from '../internal/tools/lib/server.mjs';

/** @import { Browser, BrowserContextOptions, Page } from 'playwright-core' */
/** @import { Demo, DemoReport } from '../web/demo/types.js' */

/** @type {Demo} */
let demo;
/** @type {Awaited<ReturnType<typeof serveFiles>>} */
let server;
/** @type {Browser} */
let browser;

before(async () => {
  demo = await buildDemo();
  server = await serveFiles(locateDemo, {
    headers: {
      'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'",
    },
  });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/**
 * Opens the page and waits until it has its verdict.
 *
 * @param {{ options?: BrowserContextOptions, change?: (demo: Demo) => void }} [how] change: what demo.json shall say instead
 * @returns {Promise<{ page: Page, complaints: string[], report: DemoReport }>} complaints: all that went wrong
 */
async function open({ options, change } = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
    if (!response.url().startsWith(server.origin)) complaints.push(`another host: ${response.url()}`);
  });
  if (change) {
    const changed = structuredClone(demo);
    change(changed);
    await page.route('**/demo.json', (route) => route.fulfill({ json: changed }));
  }
  await page.goto(server.origin);
  await page.waitForFunction(() => window.__jcoGoDemo?.done);
  const report = /** @type {DemoReport} */ (await page.evaluate(() => window.__jcoGoDemo));
  return { page, complaints, report };
}

test('every call has the same answer in three places', async () => {
  const { page, complaints, report } = await open();
  const calls = demo.examples.flatMap((example) => example.calls.map((call) => ({ example: example.name, ...call })));
  assert.ok(calls.length > 0);
  assert.deepEqual(
    report.rows,
    calls.map(({ example, label, native, node }) => ({
      example,
      call: label,
      native: native.text,
      node: node.text,
      answer: native.text,
      equal: true,
    })),
  );
  assert.equal(report.equal, true);
  assert.equal(await page.locator('#verdict').textContent(), `All ${calls.length} answers equal in three places`);
  assert.equal(await page.locator('#verdict').getAttribute('data-state'), 'equal');
  assert.deepEqual(complaints, []);

  // What a person sees is what the report says.
  const table = page.getByRole('table');
  assert.equal(await table.count(), demo.examples.length);
  const shown = await page
    .getByRole('row')
    .filter({ has: page.getByRole('cell') })
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('.answer, .mark')].map((cell) => cell.textContent)),
    );
  const nothing = 'no result';
  assert.deepEqual(
    shown,
    calls.map(({ native }) => [...Array(3).fill(native.text || nothing), 'equal']),
  );
  await page.context().close();
});

test('an answer that differs is said in words, and where it is', async () => {
  const { page, report } = await open({
    change: (changed) => {
      changed.examples[0].calls[0].native.text = 'something else';
    },
  });
  assert.equal(report.equal, false);
  assert.equal(report.rows.filter((row) => !row.equal).length, 1);
  assert.match(String(await page.locator('#verdict').textContent()), /^1 of \d+ answers differ/);
  const row = page.getByRole('row').filter({ hasText: 'something else' });
  assert.equal(await row.locator('.mark').textContent(), 'differs');
  assert.equal(await row.locator('.odd').getAttribute('data-title'), 'Native (Go)');
  assert.equal(await row.locator('.odd').count(), 1);
  await page.context().close();
});

test('an example that does not load is a difference, not an empty page', async () => {
  const { page, report } = await open({
    change: (changed) => {
      changed.examples[0].module = 'examples/none.js';
    },
  });
  assert.equal(report.equal, false);
  assert.match(report.rows[0].answer, /^not loaded: TypeError/);
  assert.equal(report.rows.at(-1)?.equal, true, 'the other examples run all the same');
  await page.context().close();
});

/**
 * The "Try it" of an example.
 *
 * @param {Page} page
 * @param {string} name
 */
function tryIt(page, name) {
  const example = demo.examples.find((candidate) => candidate.name === name);
  assert.ok(example, `there is no example ${name}`);
  const form = page.getByRole('form', { name: `Try ${example.title}` });
  return {
    /** @param {string} start what the option begins with */
    async pick(start) {
      const options = form.getByLabel('Export').locator('option');
      const label = (await options.allTextContents()).find((text) => text.startsWith(start));
      assert.ok(label, `there is no export ${start}`);
      await form.getByLabel('Export').selectOption({ label });
    },
    /** @param {string} param @param {string} text */
    fill: (param, text) => form.getByLabel(`${param}:`).fill(text),
    async call() {
      await form.getByRole('button', { name: 'Call' }).click();
      const output = form.locator('output[data-state]');
      await output.waitFor();
      return { text: await output.locator('code').textContent(), state: await output.getAttribute('data-state') };
    },
    async time() {
      await form.getByRole('button', { name: 'Time it' }).click();
      const output = form.locator('output[data-state]').filter({ hasText: 'a call' });
      await output.waitFor();
      return output.textContent();
    },
    form,
  };
}

test('a visitor can call a function, and time it', async () => {
  const { page, complaints } = await open();
  const adder = tryIt(page, 'adder');
  await adder.pick('add(');
  await adder.fill('x', '20');
  await adder.fill('y', '22');
  assert.deepEqual(await adder.call(), { text: '42', state: 'answer' });
  assert.match(String(await adder.time()), /^[\d.]+ (ns|µs|ms) a call[\d,]+ calls of add$/);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('a wrong argument is a TypeError, and harms nothing', async () => {
  const { page } = await open();
  const inventory = tryIt(page, 'rust-inventory');
  await inventory.pick('parse-item(');
  await inventory.fill('line', '42');
  const wrong = await inventory.call();
  assert.equal(wrong.state, 'error');
  assert.match(String(wrong.text), /^TypeError: ./);
  await inventory.fill('line', 'no item at all');
  assert.match(String((await inventory.call()).text), /^error "/);
  await page.context().close();
});

test('a visitor can make a resource and call its methods', async () => {
  const { page, complaints } = await open();
  const inventory = tryIt(page, 'rust-inventory');
  await inventory.pick('inventory.shelves(');
  assert.deepEqual(await inventory.call(), { text: 'There is no inventory yet.', state: 'error' });
  await inventory.pick('new inventory(');
  assert.deepEqual(await inventory.call(), { text: 'inventory 1', state: 'answer' });
  await inventory.pick('inventory.shelves(');
  assert.deepEqual(await inventory.call(), { text: '[]', state: 'answer' });
  await inventory.pick('living(');
  assert.deepEqual(await inventory.call(), { text: '1', state: 'answer' });
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('it fits a phone', async () => {
  for (const width of [320, 390, 820]) {
    const { page } = await open({ options: { viewport: { width, height: 800 } } });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `${width} pixels`);
    await page.context().close();
  }
});

test('there is something to see, in light and in dark', async () => {
  /** @type {number[]} */
  const brightness = [];
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    const { page } = await open({ options: { colorScheme } });
    const seen = await look(await page.screenshot());
    assert.ok(seen.colours > 50, `${colorScheme}: ${seen.colours} colours`);
    brightness.push(seen.brightness);
    await page.context().close();
  }
  assert.ok(brightness[0] > 180 && brightness[1] < 80, `brightness ${brightness}`);
});

/**
 * Counts the colours of a picture and takes its mean brightness (0 to 255), by having the browser decode it.
 *
 * @param {Buffer} png
 * @returns {Promise<{ colours: number, brightness: number }>}
 */
async function look(png) {
  const page = await browser.newPage();
  const seen = await page.evaluate(async (base64) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, picture.width, picture.height);
    const colours = new Set();
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) {
      colours.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
      sum += data[i] + data[i + 1] + data[i + 2];
    }
    return { colours: colours.size, brightness: sum / (data.length / 4) / 3 };
  }, png.toString('base64'));
  await page.close();
  return seen;
}

test('demo.json on disk is what the page was made of', async () => {
  assert.deepEqual(JSON.parse(await readFile(join(demoFolder, 'demo.json'), 'utf8')), JSON.parse(JSON.stringify(demo)));
});
