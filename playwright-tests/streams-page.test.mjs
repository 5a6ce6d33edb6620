// The page with streams: files and fetched bodies through a guest, cancel, errors, and the timeline.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { createGunzip, gzipSync } from 'node:zlib';
import { launch } from '../internal/tools/lib/chromium.mjs';
import { buildStreams, demoFolder, locateDemo } from '../internal/tools/lib/examples.mjs';
import { serveFiles } from '../internal/tools/lib/server.mjs';

/** @import { Browser, Page } from 'playwright-core' */

const size = 64 << 20;

/** @type {Awaited<ReturnType<typeof serveFiles>>} */
let server;
/** @type {Browser} */
let browser;
/** @type {Page} */
let page;
/** @type {string} */
let folder;
/** A file of 64 MiB, of which half cannot be compressed, and its SHA-256. */
let big = '';
let bigHash = '';
/** @type {string[]} */
let complaints = [];

before(async () => {
  await buildStreams();
  folder = await mkdtemp(path.join(tmpdir(), 'jco-go-streams-page-'));
  big = path.join(folder, 'big.bin');
  bigHash = await writeBig(big);
  server = await serveFiles(locateDemo, {
    headers: {
      'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'",
    },
    answer: oddBodies,
  });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
  if (folder) await rm(folder, { recursive: true });
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1180, height: 900 } });
  complaints = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${server.origin}/streams/`);
  await state('ready');
});

afterEach(() => page.close());

/** @param {string} file */
async function writeBig(file) {
  const hash = createHash('sha256');
  const handle = await open(file, 'w');
  let seed = 1;
  const block = Buffer.alloc(1 << 20);
  for (let done = 0; done < size; done += block.length) {
    for (let i = 0; i < block.length / 2; i += 4) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      block.writeUInt32LE((seed ^ (seed >>> 15)) >>> 0, i);
    }
    block.fill(`block ${done} says the same again and again, `, block.length / 2);
    hash.update(block);
    await handle.write(block);
  }
  await handle.close();
  return hash.digest('hex');
}

/**
 * Bodies that no file is.
 * @param {import('node:http').IncomingMessage} req
 * @param {import('node:http').ServerResponse} res
 */
function oddBodies(req, res) {
  switch (req.url) {
    case '/streams/no-length': // it is sent in chunks
      res.writeHead(200);
      for (let i = 0; i < 20; i++) res.write(Buffer.alloc(50_000, i));
      res.end();
      return true;
    case '/streams/stalls':
      res.writeHead(200, { 'content-length': 1_000_000 });
      res.write(Buffer.alloc(500_000, 1));
      return true;
    case '/streams/pauses': // big.bin, and a rest after three quarters
      res.writeHead(200, { 'content-length': size });
      sendBig(res);
      return true;
    case '/streams/breaks':
      res.writeHead(200, { 'content-length': 1_000_000 });
      res.write(Buffer.alloc(500_000, 1), () => setTimeout(() => res.destroy(), 50));
      return true;
    default:
      return false;
  }
}

/** Lets the body of /streams/pauses go on. */
let goOn = () => {};

/** @param {import('node:http').ServerResponse} res */
async function sendBig(res) {
  const rest = new Promise((resolve) => {
    goOn = () => resolve(undefined);
  });
  const quarter = (size * 3) / 4;
  await pipeline(createReadStream(big, { end: quarter - 1 }), res, { end: false });
  await rest;
  await pipeline(createReadStream(big, { start: quarter }), res);
}

/** @returns {Promise<any>} what the page tells tests */
const report = () => page.evaluate(() => /** @type {any} */ (window).__jcoGoStreams);

/** Waits for one of these states. @param {...string} states */
async function state(...states) {
  const test = (/** @type {string[]} */ wanted) => wanted.includes(/** @type {any} */ (window).__jcoGoStreams?.state);
  await page.waitForFunction(test, states, { timeout: 120_000 });
  return report();
}

const done = () => state('done', 'failed', 'cancelled');

/** @param {string} address */
async function fetchIt(address) {
  await page.getByLabel('Or fetch').fill(address);
  await page.getByRole('button', { name: 'Fetch' }).click();
}

/** What the page holds in bytes after a collection: its heap, its arrays, the memories of guests and of the task core. */
async function held() {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await new Promise((resolve) => setTimeout(resolve, 200)); // arrays are freed behind it
  const { usedSize, backingStorageSize } = /** @type {any} */ (await session.send('Runtime.getHeapUsage'));
  await session.detach();
  assert.ok(backingStorageSize > 0, 'this Chromium does not tell what arrays hold');
  const core = await page.evaluate(async () => {
    const { loadRuntime } = await import(String(new URL('component/jco-go-runtime.js', location.href)));
    return (await loadRuntime()).core.memory.buffer.byteLength;
  });
  return usedSize + backingStorageSize + core + (await report()).memory;
}

/** @param {any} report */
function nothingIsAlive({ live }) {
  const nothing = { tasks: 0, threads: 0, waitables: 0, waitableSets: 0, streams: 0, errorContexts: 0 };
  assert.deepEqual(live, nothing);
}

const verdict = () => page.locator('#verdict').textContent();
const problem = () => page.getByRole('alert').textContent();

/** The rows of the table: what each lane is, and how it ended. */
async function lanes() {
  const rows = page.locator('#lane-rows tr');
  return rows.evaluateAll((all) =>
    all.map((row) => `${row.querySelector('th')?.textContent}: ${row.lastElementChild?.textContent}`),
  );
}

test('64 MiB go through gzip: progress in between, and the right bytes', async () => {
  const said = page.evaluate(
    () =>
      new Promise((resolve) => {
        /** @type {(string | null)[]} */
        const texts = [];
        const verdict = /** @type {HTMLElement} */ (document.querySelector('#verdict'));
        new MutationObserver(() => {
          texts.push(verdict.textContent);
          if (verdict.dataset.state === 'equal') resolve(texts);
        }).observe(verdict, { childList: true });
      }),
  );
  await page.getByLabel('Drop a file here').setInputFiles(big);
  const result = await done();
  assert.equal(result.state, 'done', result.error);
  assert.equal(result.taken, size);
  assert.equal(result.sha256, bigHash);
  nothingIsAlive(result);

  // What was shown in between went up.
  const shown = result.steps.map((/** @type {any} */ step) => step.taken);
  assert.ok(shown.length >= 5, `${shown.length} steps`);
  assert.deepEqual(
    shown,
    shown.toSorted((/** @type {number} */ a, /** @type {number} */ b) => a - b),
  );
  assert.ok(shown.some((/** @type {number} */ n) => n > 0 && n < size));
  assert.ok(result.steps.some((/** @type {any} */ step) => step.rate > 1e5));
  const quarters = /** @type {string[]} */ (await said);
  assert.ok(quarters.includes('big.bin: 50 %'), quarters.join('; '));
  assert.match(String(await page.locator('#rate').textContent()), /^[\d.]+ MB\/s$/);
  assert.equal(await page.locator('#amount').textContent(), '67.1 MB of 67.1 MB, 100 %');

  // What a visitor saves is what Node unpacks to the same bytes.
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save big.bin.gz' }).click();
  const download = await saved;
  assert.equal(download.suggestedFilename(), 'big.bin.gz');
  const file = path.join(folder, 'saved.gz');
  await download.saveAs(file);
  assert.equal((await stat(file)).size, result.given);
  assert.ok(result.given < size * 0.6 && result.given > size * 0.4);
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), createGunzip(), hash);
  assert.equal(hash.digest('hex'), bigHash);
  assert.deepEqual(complaints, []);
});

test('memory is flat: neither what went in is held, nor what came out', async () => {
  await fetchIt('streams.css'); // whatever is loaded at first is loaded
  await done();
  const before = await held();
  await fetchIt('pauses');
  await page.waitForFunction((n) => /** @type {any} */ (window).__jcoGoStreams.taken === n, (size * 3) / 4);
  const between = (await held()) - before;
  assert.ok(between < 12 << 20, `${between} bytes more after three quarters`);
  goOn();
  const result = await done();
  assert.equal(result.sha256, bigHash, result.error);
  assert.ok(result.memory < 4 << 20, `the guest has ${result.memory} bytes`);
  const behind = (await held()) - before;
  assert.ok(behind < 6 << 20, `${behind} bytes more at the end`);
});

test('cancel at half: the guest cancels the source, nothing is left', async () => {
  await fetchIt('streams.css');
  await done();
  const before = await held();
  await page.evaluate(() => {
    const progress = /** @type {HTMLProgressElement} */ (document.querySelector('progress'));
    const cancel = /** @type {HTMLButtonElement} */ (document.querySelector('#cancel'));
    const observer = new MutationObserver(() => {
      if (progress.value < 0.5) return;
      cancel.click();
      observer.disconnect();
    });
    observer.observe(progress, { attributes: true });
  });
  await page.getByLabel('Drop a file here').setInputFiles(big);
  const result = await done();
  assert.equal(result.state, 'cancelled', result.error);
  assert.ok(result.taken >= size / 2 && result.taken < size * 0.75, `${result.taken} bytes were taken`);
  assert.equal(result.source.state, 'cancelled');
  assert.match(result.source.reason, /AbortError: the component does not read the stream any more/);
  nothingIsAlive(result);
  assert.match(String(await verdict()), /^Cancelled/);
  assert.equal(await page.getByRole('alert').count(), 0);
  assert.deepEqual(await lanes(), [
    'Stream page → gzip: dropped by its reader',
    'Task gzip: ended',
    'Stream gzip → page: dropped by its reader',
    'Future gzip → page: dropped by its reader',
  ]);
  const more = (await held()) - before;
  assert.ok(more < 8 << 20, `${more} bytes more`);
  assert.equal(await page.locator('#alive').textContent(), 'none');
  assert.ok(await page.getByRole('button', { name: 'Cancel' }).isDisabled());

  await fetchIt('streams.css');
  assert.equal((await state('done', 'failed')).state, 'done');
  assert.deepEqual(complaints, []);
});

test('cancel while the guest waits for its source', async () => {
  await fetchIt('stalls');
  await page.waitForFunction(() => /** @type {any} */ (window).__jcoGoStreams.taken === 500_000);
  const other = { name: 'other.txt', mimeType: 'text/plain', buffer: Buffer.from('no') };
  await page.getByLabel('Drop a file here').setInputFiles([other]);
  assert.match(String(await verdict()), /^One at a time/);
  await page.getByRole('button', { name: 'Cancel' }).click();
  const result = await done();
  assert.equal(result.state, 'cancelled', result.error);
  assert.ok(['stopped', 'failed'].includes(result.source.state), result.source.state);
  nothingIsAlive(result);
});

test('a fetched body, with its length and without', async () => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path.join(demoFolder, 'streams', 'sample.txt')), hash);
  await fetchIt('sample.txt');
  const sample = await done();
  assert.equal(sample.state, 'done', sample.error);
  assert.equal(sample.sha256, hash.digest('hex'));
  assert.ok(sample.taken > 30e6 && sample.steps.length > 2);

  await fetchIt('no-length');
  const { sha256, taken, state: end, error } = await done();
  assert.equal(end, 'done', error);
  assert.equal(taken, 1_000_000);
  const bytes = Buffer.concat(Array.from({ length: 20 }, (_, i) => Buffer.alloc(50_000, i)));
  assert.equal(sha256, createHash('sha256').update(bytes).digest('hex'));
  assert.equal(await page.locator('#amount').textContent(), '1.0 MB');
  assert.equal(await page.locator('progress').getAttribute('value'), '1');
  assert.deepEqual(complaints, []);
});

test('what cannot be fetched is said', async () => {
  await fetchIt('nothing-here.txt');
  const result = await done();
  assert.equal(result.state, 'failed');
  assert.equal(await verdict(), 'It failed');
  assert.equal(await page.locator('#rate').textContent(), '–');
  assert.match(String(await problem()), /nothing-here\.txt cannot be fetched: the server says 404 Not Found$/);
  nothingIsAlive(result);

  await fetchIt('http://other.example/');
  await page.waitForFunction(() => /other/.test(document.querySelector('#problem')?.textContent ?? ''));
  assert.match(String(await problem()), /This page may fetch from its own server only\.$/);

  await fetchIt('http://[');
  await page.waitForFunction(() => /URL/.test(document.querySelector('#problem')?.textContent ?? ''));
  await fetchIt('streams.css');
  assert.equal((await state('done')).error, '');
  assert.equal(await page.getByRole('alert').count(), 0);
});

test('a body that breaks fails the run, though the guest has seen an end', async () => {
  await fetchIt('breaks');
  const result = await done();
  assert.equal(result.state, 'failed');
  assert.match(String(await problem()), /network|fetch|aborted/i);
  assert.equal(result.source.state, 'failed');
  assert.equal(await page.getByRole('link', { name: /^Save/ }).count(), 0);
  nothingIsAlive(result);
});

test('gunzip: what is packed, and what is not', async () => {
  const text = Buffer.from('the plain text\n'.repeat(200_000));
  await page.getByRole('radio', { name: 'gunzip', exact: true }).check();
  const packed = gzipSync(text);
  await page
    .getByLabel('Drop a file here')
    .setInputFiles([{ name: 'text.txt.gz', mimeType: 'application/gzip', buffer: packed }]);
  const result = await done();
  assert.equal(result.state, 'done', result.error);
  assert.equal(result.given, text.length);
  assert.equal(result.sha256, createHash('sha256').update(text).digest('hex'));
  assert.ok(await page.getByRole('link', { name: 'Save text.txt', exact: true }).isVisible());

  /** @type {[string, Buffer, RegExp][]} */
  const wrong = [
    ['plain.txt', text, /^The guest says: invalid gzip header\.$/],
    ['half.gz', packed.subarray(0, packed.length / 2), /^The guest says: .*(eof|deflate|corrupt)/],
    ['empty.gz', Buffer.alloc(0), /^The guest says: there is nothing to unpack\.$/],
  ];
  for (const [name, buffer, says] of wrong) {
    await page.getByLabel('Drop a file here').setInputFiles([{ name, mimeType: 'application/gzip', buffer }]);
    const failed = await state('failed');
    assert.match(String(await problem()), says);
    nothingIsAlive(failed);
    await page.evaluate(() => {
      /** @type {any} */ (window).__jcoGoStreams.state = 'ready';
    });
  }
  assert.deepEqual(complaints, []);
});

test('from guest to guest and back, and a hash alone', async () => {
  await page.getByRole('radio', { name: /second guest/ }).check();
  const text = Buffer.from(Array.from({ length: 100_000 }, (_, i) => `line ${i}\n`).join(''));
  const sha256 = createHash('sha256').update(text).digest('hex');
  const give = () =>
    page.getByLabel('Drop a file here').setInputFiles([{ name: 'lines.txt', mimeType: 'text/plain', buffer: text }]);
  await give();
  const both = await done();
  assert.equal(both.state, 'done', both.error);
  assert.deepEqual([both.sha256, both.taken, both.given], [sha256, text.length, text.length]);
  assert.equal(await verdict(), 'lines.txt came back the same');
  assert.match(String(await page.locator('#result').textContent()), /went from guest to guest, and the page saw none/);
  nothingIsAlive(both);
  assert.deepEqual(await lanes(), [
    'Stream page → gzip: closed by its writer',
    'Task gzip: ended',
    'Stream gzip → gunzip: closed by its writer',
    'Task gunzip: ended',
    'Stream gunzip → page: closed by its writer',
    'Future gzip → page: settled',
    'Future gunzip → page: settled',
  ]);

  await page.getByRole('radio', { name: 'SHA-256 only' }).check();
  await give();
  const hash = await done();
  assert.deepEqual([hash.sha256, hash.given], [sha256, 0]);
  assert.deepEqual(await lanes(), ['Stream page → digest: closed by its writer', 'Task digest: ended']);
  assert.deepEqual(complaints, []);
});

test('a file that is dropped', async () => {
  const prevented = await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['dropped'], 'dropped.txt'));
    const how = { dataTransfer: data, bubbles: true, cancelable: true };
    return [new DragEvent('dragover', how), new DragEvent('drop', how)].map((e) => !document.body.dispatchEvent(e));
  });
  assert.deepEqual(prevented, [true, true]);
  const { sha256 } = await done();
  assert.equal(sha256, createHash('sha256').update('dropped').digest('hex'));
});

test('the timeline can be moved by keys, and says what is under the pointer', async () => {
  await fetchIt('sample.txt');
  await done();
  const span = () => page.locator('#span').textContent();
  assert.match(String(await span()), /^0 ms to 60 ms of /);
  /** @param {string} name */
  const press = async (name) => {
    const was = await span();
    await page.getByRole('button', { name, exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction((text) => document.querySelector('#span')?.textContent !== text, was);
    return String(await span());
  };
  assert.match(await press('Closer'), /^15 ms to 45 ms of /);
  assert.match(await press('Later'), /^30 ms to 60 ms of /);
  assert.match(await press('Earlier'), /^15 ms to 45 ms of /);
  assert.match(await press('Farther'), /^0 ms to 60 ms of /);
  const [, all, of] = /^0 ms to (.*) of (.*)$/.exec(await press('Whole run')) ?? [];
  assert.equal(all, of);

  // In the middle of the run the task runs or waits, and the page says which.
  const lane = page.locator('#lanes');
  const box = /** @type {{ width: number, height: number }} */ (await lane.boundingBox());
  await lane.hover({ position: { x: box.width * 0.5, y: 26 + 36 + 12 } });
  assert.match(String(await page.locator('#readout').textContent()), /^Task gzip(:)? (runs for|waits)/);
  const rows = await page.locator('#lane-rows tr').allTextContents();
  assert.match(rows[0], /32\.0 MB in [\d,]+/);
});

test('it fits a phone, and there is something to see in light and in dark', async () => {
  for (const width of [320, 390, 820]) {
    await page.setViewportSize({ width, height: 800 });
    await fetchIt('streams.css');
    await done();
    await page.locator('summary').click();
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `${width} pixels`);
  }
  /** @type {Record<string, number[][]>} */
  const painted = {};
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))));
    painted[colorScheme] = await page.evaluate(() => {
      const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('#lanes'));
      const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const seen = new Set();
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) seen.add(data.slice(i, i + 3).join());
      return [...seen].map((/** @type {any} */ colour) => colour.split(',').map(Number));
    });
  }
  const runs = { light: '59,63,216', dark: '143,147,255' };
  for (const scheme of /** @type {const} */ (['light', 'dark'])) {
    const colours = painted[scheme].map(String);
    assert.ok(colours.includes(runs[scheme]), `${scheme}: no bar of the guest's code`);
  }
});

test('every control has a name, and the picture a description', async () => {
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll('input, select, button, canvas, progress')]
      .filter((e) => {
        const labels = /** @type {any} */ (e).labels;
        return !(labels?.length || e.ariaLabel || e.getAttribute('aria-labelledby') || e.textContent?.trim());
      })
      .map((e) => e.outerHTML),
  );
  assert.deepEqual(nameless, []);
  assert.equal(await page.getByRole('progressbar', { name: 'Progress' }).count(), 1);
  assert.equal(await page.locator('#verdict').getAttribute('aria-live'), 'polite');
});
