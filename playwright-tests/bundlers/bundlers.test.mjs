// Components through bundlers and in runtimes: each row (rows.mjs) lays out a project, runs its recipe of
// docs/bundlers.md in it, and compares what the components answer. The page is opened in Chromium.

import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from '../../internal/tools/lib/chromium.mjs';
import { serveFiles } from '../../internal/tools/lib/server.mjs';
import { root } from '../../internal/tools/lib/setup.mjs';
import { cases, layOut } from './cases.mjs';
import { runRecipe, startServer } from './peers.mjs';
import { recipe, recipeTitles } from './recipes.mjs';
import { noteResult } from './results.mjs';
import { rows } from './rows.mjs';

/** @import { Row } from './rows.mjs' */
/** @typedef {{ page: Record<string, any>, worker?: Record<string, any>, complaints: string[] }} Report */

const policy = "script-src 'self' 'wasm-unsafe-eval'";
/** As webpack, Rollup and Vite begin a warning. That plugins took their time is none: the machine was busy. */
const warning = /[Ww]arn|WARN|\(!\)|^\[(?!PLUGIN_TIMINGS)[A-Z_]+\]/m;

const projects = path.join(root, '.cache', 'bundlers', 'projects');

/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  rmSync(projects, { recursive: true, force: true });
  browser = await launch();
});

after(() => browser?.close());

/**
 * Opens a page and waits for its report.
 *
 * @param {string} url
 * @returns {Promise<Report>} complaints: what the browser had to say
 */
async function open(url) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  const report = page.waitForFunction(() => /** @type {any} */ (globalThis).__report, undefined, { timeout: 20_000 });
  const error = page.waitForEvent('pageerror', { timeout: 20_000 }).then(() => undefined);
  await page.goto(url);
  const found = await Promise.race([report, error]).catch(() => undefined);
  const answers = await found?.jsonValue();
  await Promise.allSettled([page.close(), report, error]);
  if (!answers) complaints.push('the page has made no report');
  return { page: {}, ...answers, complaints };
}

/**
 * Serves a folder and opens it.
 *
 * @param {string} folder
 * @param {string | undefined} csp
 */
async function openFolder(folder, csp) {
  const headers = csp ? { 'content-security-policy': csp } : undefined;
  const server = await serveFiles((url) => path.join(folder, url), { headers });
  try {
    return await open(server.origin);
  } finally {
    await server.close();
  }
}

/**
 * Does what a row says.
 *
 * @param {Row} row
 * @returns {Promise<Report>}
 */
async function reportOf(row) {
  const folder = path.join(projects, row.title.replaceAll(/\W+/g, '-'));
  layOut(folder, { packages: row.packages ?? false, page: row.script, main: row.main });
  for (const file of row.files ?? []) writeFileSync(path.join(folder, file), recipe(file));
  const lines = recipe(row.recipe ?? row.title);
  if (row.kind === 'server') {
    const server = await startServer(lines, folder);
    try {
      const report = await open(server.origin);
      assert.doesNotMatch(server.output(), warning);
      return report;
    } finally {
      server.close();
    }
  }
  if (row.kind === 'files') {
    assert.ok(readFileSync(path.join(folder, 'index.html'), 'utf8').includes(lines));
    return openFolder(folder, policy);
  }
  const { stdout, output } = await runRecipe(lines, folder, row.path);
  assert.doesNotMatch(output, warning);
  if (row.kind === 'program') {
    const json = stdout.slice(stdout.lastIndexOf('\n{') + 1); // the build's words come first
    return { ...JSON.parse(json), complaints: [] };
  }
  return openFolder(path.join(folder, 'dist'), row.csp ? policy : undefined);
}

/**
 * What is not undefined.
 *
 * @param {any} answers
 */
function defined(answers) {
  if (typeof answers !== 'object') return answers;
  return Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== undefined));
}

for (const row of rows) {
  test(row.title, async (t) => {
    const start = performance.now();
    const report = await reportOf(row);
    noteResult(row, 'seconds', (performance.now() - start) / 1000);
    /** @param {string} column @param {() => void} check */
    const cell = async (column, check) => {
      await t.test(column, () => {
        noteResult(row, column, false);
        check();
        noteResult(row, column, true);
      });
    };
    /** @param {string} name */
    const applies = (name) => (row.only?.includes(name) ?? true) && (name !== 'npm package' || row.packages);
    for (const [name, wanted] of Object.entries(cases)) {
      if (applies(name)) await cell(name, () => assert.deepEqual(report.page[name], wanted));
    }
    if (row.worker) {
      const wanted = Object.fromEntries(Object.entries(cases).filter(([name]) => applies(name)));
      await cell('in a worker', () => assert.deepEqual(defined(report.worker), wanted));
    }
    await (row.csp ? cell('under the CSP', () => assert.deepEqual(report.complaints, [])) : undefined);
    assert.deepEqual(report.complaints, []);
  });
}

test('without wasm-unsafe-eval the browser says why nothing runs', async () => {
  const folder = path.join(projects, 'strict');
  layOut(folder, { packages: false });
  const { page, complaints } = await openFolder(folder, "script-src 'self'");
  assert.deepEqual(page, {});
  assert.match(complaints.join('\n'), /WebAssembly.*Content Security Policy|unsafe-eval/s);
});

test('each recipe of docs/bundlers.md is run', () => {
  const titles = rows.flatMap(({ title, recipe = title, files = [] }) => [recipe, ...files]);
  assert.deepEqual(new Set(recipeTitles()), new Set(titles));
});
