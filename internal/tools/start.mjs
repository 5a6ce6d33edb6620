// npm start: builds everything, runs the examples natively and in Node, prints the answers side by side, and serves the
// demo page, which runs them once more. With --once it opens that page in headless Chromium instead, prints what the
// page showed, and ends: with 1 if any answer differs. --port N chooses the port.

import { buildDemo, locateDemo } from './lib/examples.mjs';
import { misuse, readOptions } from './lib/options.mjs';
import { ProgramFailed } from './lib/run.mjs';
import { serveFiles } from './lib/server.mjs';
import { setUp } from './lib/setup.mjs';
import { printTable } from './lib/table.mjs';

const usage = `npm start -- [--once] [--port N] [--screenshot FILE]

  --once             opens the page in headless Chromium, prints what it showed, and ends
  --port N           where the page is served; default: any free port
  --screenshot FILE  with --once: a picture of the page`;
const { values: options } = readOptions(usage, {
  options: { once: { type: 'boolean' }, port: { type: 'string' }, screenshot: { type: 'string' } },
});
const port = Number(options.port ?? 0);
if (!(Number.isInteger(port) && port >= 0 && port <= 65_535)) misuse(`"${options.port}" is no port.`, usage);
setUp();
const demo = await buildDemo().catch((e) => {
  if (!(e instanceof ProgramFailed)) throw e;
  console.error(e.message);
  process.exit(1);
});
const server = await serveFiles(locateDemo, { port });
if (options.once) {
  process.exitCode = (await showPage()) ? 0 : 1;
  await server.close();
} else {
  const rows = demo.examples.flatMap((example) =>
    example.calls.map((call) => [example.name, call.label, call.native.text, call.node.text]),
  );
  printTable(['example', 'call', `native: ${demo.native}`, demo.node], rows);
  console.log(`\nThe demo page: ${server.origin}/    (Ctrl-C ends it)`);
  console.log(`A file through a component: ${server.origin}/streams/`);
  console.log(`A service in a page: ${server.origin}/service/`);
}

/** Opens the page, prints its table, and tells whether all answers are equal. */
async function showPage() {
  const { hasChromium, launch } = await import('./lib/chromium.mjs');
  if (!(await hasChromium())) return false;
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, deviceScaleFactor: 2 });
    page.on('pageerror', (e) => console.error(`the page: ${e}`));
    await page.goto(`${server.origin}/`);
    await page.waitForFunction(() => window.__jcoGoDemo?.done, undefined, { timeout: 60_000 });
    const report = /** @type {import('../../web/demo/types.js').DemoReport} */ (
      await page.evaluate(() => window.__jcoGoDemo)
    );
    const rows = report.rows.map((r) => [r.example, r.call, r.native, r.node, r.answer, r.equal ? '=' : 'DIFFERS']);
    printTable(['example', 'call', `native: ${demo.native}`, demo.node, `Chromium ${browser.version()}`, ''], rows);
    console.log(`\n${report.verdict}`);
    if (options.screenshot) await page.screenshot({ path: options.screenshot, fullPage: true });
    return report.equal;
  } finally {
    await browser.close();
  }
}
