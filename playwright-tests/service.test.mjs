// The page with a service in a service worker: what it answers, as it comes, and at the same time.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from '../internal/tools/lib/chromium.mjs';
import { buildService, locateDemo } from '../internal/tools/lib/examples.mjs';
import { serveFiles } from '../internal/tools/lib/server.mjs';

/** @import { Browser, Page } from 'playwright-core' */

/** @type {Awaited<ReturnType<typeof serveFiles>>} */
let server;
/** @type {Browser} */
let browser;
/** @type {Page} */
let page;
/** @type {string[]} */
const complaints = [];

before(async () => {
  await buildService();
  server = await serveFiles(locateDemo, {
    headers: {
      'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'",
    },
  });
  browser = await launch();
  page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${server.origin}/service/`);
  await page.waitForSelector('#verdict[data-state="equal"], #verdict[data-state="differs"]');
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** The answers that the page has, when so many are whole. @param {number} count */
async function answers(count) {
  await page.waitForFunction(
    (n) => /** @type {any} */ (window).__jcoGoService.filter((/** @type {any} */ a) => a.done).length >= n,
    count,
  );
  return /** @type {Promise<any[]>} */ (page.evaluate(() => /** @type {any} */ (window).__jcoGoService));
}

test('the service starts, and the page says so', async () => {
  assert.equal(await page.locator('#verdict').textContent(), 'The service runs in the service worker of this page.');
  const [first] = await answers(1);
  assert.equal(first.status, 200);
  assert.equal(first.headers['content-type'], 'text/plain; charset=utf-8');
  assert.match(first.pieces[0].text, /^POST text to upper/);
});

test('a body comes in pieces, at their times', async () => {
  await page.fill('#path', 'ticks?count=4&ms=250');
  await page.getByRole('button', { name: 'Send' }).click();
  const { pieces } = (await answers(2))[1];
  assert.deepEqual(
    pieces.map((/** @type {any} */ p) => p.text),
    [1, 2, 3, 4].map((i) => `tick ${i} of 4`),
  );
  const took = pieces[3].at - pieces[0].at;
  assert.ok(took > 300, `${took} ms from the first to the last`);
});

test('what is sent comes back in capitals', async () => {
  await page.selectOption('#method', 'POST');
  assert.equal(await page.inputValue('#path'), 'upper');
  await page.fill('#body', 'grüße to all');
  await page.getByRole('button', { name: 'Send' }).click();
  const answer = (await answers(3))[2];
  assert.equal(answer.pieces.map((/** @type {any} */ p) => p.text).join(''), 'GRüßE TO ALL');
});

test('requests overlap in one instance', async () => {
  await page.getByRole('button', { name: 'Three at the same time' }).click();
  const three = (await answers(6)).slice(3);
  const last = three.map((a) => a.pieces.at(-1).at);
  // One after the other they would take 0.8, 2.0 and 3.6 seconds.
  assert.ok(Math.max(...last) < 3500, `they were whole after ${last} ms`);
  assert.ok(three.every((a) => a.status === 200 && a.pieces.length === 5));
});

test('what is not there is 404, what the page does not answer goes to its server', async () => {
  await page.selectOption('#method', 'GET');
  await page.fill('#path', 'nothing');
  await page.getByRole('button', { name: 'Send' }).click();
  const answer = (await answers(7))[6];
  assert.deepEqual([answer.status, answer.pieces[0].text], [404, 'there is no /service/app/nothing']);
  assert.equal(await page.locator('.status[data-state="bad"]').count(), 1);
  assert.equal(
    await page.evaluate(() => fetch('./service.css').then((r) => r.headers.get('content-type'))),
    'text/css; charset=utf-8',
  );
});

test('a page that is loaded again has its service at once', async () => {
  await page.reload();
  await page.waitForSelector('#verdict[data-state="equal"]');
  assert.deepEqual(
    complaints.filter((c) => !c.includes('404')),
    [],
  );
});
