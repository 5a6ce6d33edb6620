// The worker for Chromium: keeps one headless browser and answers each request, a line of JSON on stdin, by a line on
// stdout. "open" begins a script in a new page; the executor runs in that page. A page that crashes ends this process.

import path from 'node:path';
import { createInterface } from 'node:readline';
import { launch, NoChromium } from '../../lib/chromium.mjs';
import { serveFiles } from '../../lib/server.mjs';

const without = `?${process.env.JCO_GO_NO_JSPI ? 'no-jspi&' : ''}${process.env.JCO_GO_NO_MULTI_MEMORY ? 'no-multi-memory' : ''}`;
/** @type {Map<string, string>} folders of transpiled files by their place in a URL */
const folders = new Map();
const server = await serveFiles((url) => {
  const [, top, ...rest] = url.split('/');
  if (top === 'worker') return path.join(import.meta.dirname, ...rest);
  if (top === 'runtime') return path.join(import.meta.dirname, '../../../../web/runtime', ...rest);
  if (top === 'npm') return path.join(import.meta.dirname, '../../../../web/npm', ...rest);
  const folder = folders.get(top);
  return folder && path.join(folder, ...rest);
});
const browser = await launch().catch((e) => {
  console.error(e instanceof NoChromium ? e.message : e);
  process.exit(1);
});
browser.on('disconnected', () => fail('Chromium ended'));

/** @type {import('playwright-core').Page | undefined} */
let page;

/** @param {any} req */
async function answer(req) {
  if (req.op === 'open') {
    await page?.close();
    page = await browser.newPage();
    page.on('crash', () => fail('the page crashed'));
    page.on('console', (message) => console.error(message.text()));
    await page.goto(`${server.origin}/worker/page.html${without}`);
    await page.waitForFunction(() => 'executor' in globalThis);
    return { kind: 'ok' };
  }
  if (!page) throw new Error('no page is open');
  if (req.op === 'define') {
    const name = `t${folders.size}`;
    folders.set(name, req.transpiled.dir);
    req.transpiled.dir = `/${name}`;
  }
  return page.evaluate((r) => /** @type {any} */ (globalThis).executor.run(r), req);
}

let ending = false;

/** @param {string} why */
function fail(why) {
  if (ending) return;
  console.error(why);
  process.exit(1);
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
ending = true;
await browser.close();
await server.close();
