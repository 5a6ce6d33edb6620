// The npm package jco-go itself in bundles: the recipes of docs/npm.md, as they stand there. Each makes a page that
// transpiles a component, and the page is opened in Chromium; or a program for Deno or Bun.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from '../../internal/tools/lib/chromium.mjs';
import { buildPackage } from '../../internal/tools/lib/package.mjs';
import { must } from '../../internal/tools/lib/run.mjs';
import { serveFiles } from '../../internal/tools/lib/server.mjs';
import { root } from '../../internal/tools/lib/setup.mjs';
import { runRecipe, startServer } from './peers.mjs';

const projects = path.join(root, '.cache', 'bundlers', 'package-projects');
const policy = "script-src 'self' 'wasm-unsafe-eval'";

const app = {
  'src/main.js': `
import { transpile, TranspileError } from 'jco-go';

const bytes = await (await fetch('/adder.wasm')).arrayBuffer();
const { files } = await transpile(bytes, { name: 'adder' });
const error = await transpile(bytes.slice(0, 20)).catch((e) => e instanceof TranspileError && e.code);
document.title = JSON.stringify([Object.entries(files).map(([name, data]) => [name, data.length]), error]);
`,
  'run.js': `
import { readFile } from 'node:fs/promises';
import { transpile, TranspileError } from 'jco-go';

const bytes = await readFile('adder.wasm');
const { files } = await transpile(bytes, { name: 'adder' });
const error = await transpile(bytes.subarray(0, 20)).catch((e) => e instanceof TranspileError && e.code);
console.log(JSON.stringify([Object.entries(files).map(([name, data]) => [name, data.length]), error]));
`,
  'index.html': '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/src/main.js"></script>',
  'dist/index.html': '<!doctype html><link rel="icon" href="data:,"><script type="module" src="main.js"></script>',
  'package.json': JSON.stringify({ private: true, type: 'module', dependencies: { 'jco-go': '*' } }),
};

/** @type {string} the package as it would be installed */
let installed;
/** @type {string} */
let wanted;
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  rmSync(projects, { recursive: true, force: true });
  mkdirSync(projects, { recursive: true });
  await buildPackage();
  const { transpile } = await import('../../web/npm/node.js'); // of which parts were built
  await must('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', projects]);
  await must('tar', ['-xzf', path.join(projects, `jco-go-${version()}.tgz`), '-C', projects]);
  installed = path.join(projects, 'package');
  const { files } = await transpile(path.join(root, 'examples/adder/adder.wasm'));
  wanted = JSON.stringify([Object.entries(files).map(([name, data]) => [name, data.length]), 'invalid']);
  browser = await launch();
});

after(() => browser?.close());

const version = () => JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version;

/** The fenced block after `<!-- tested: TITLE -->` in docs/npm.md. @param {string} title */
function recipe(title) {
  const text = readFileSync(path.join(root, 'docs', 'npm.md'), 'utf8');
  const block = new RegExp(`<!-- tested: ${title.replaceAll('.', '\\.')} -->\\n+\`\`\`\\w*\\n([\\s\\S]*?)\`\`\``).exec(
    text,
  );
  assert.ok(block, `docs/npm.md has no block after <!-- tested: ${title} -->`);
  return block[1];
}

/** Makes a project. @param {string} name @param {string[]} files of docs/npm.md */
function layOut(name, files = []) {
  const folder = path.join(projects, name.replaceAll(/\W+/g, '-'));
  for (const [file, text] of Object.entries(app)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  for (const file of files) writeFileSync(path.join(folder, file), recipe(file));
  const adder = path.join(root, 'examples/adder/adder.wasm');
  for (const place of ['adder.wasm', 'dist/adder.wasm', 'public/adder.wasm']) cpSync(adder, path.join(folder, place));
  cpSync(installed, path.join(folder, 'node_modules', 'jco-go'), { recursive: true });
  return folder;
}

/** Opens a page and gives its title. @param {string} origin */
async function titleOf(origin) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(origin);
  await page.waitForFunction(() => document.title !== '', undefined, { timeout: 20_000 }).catch(() => {});
  const title = await page.title();
  await page.close();
  assert.deepEqual(complaints, []);
  return title;
}

for (const [title, files] of /** @type {[string, string[]][]} */ ([
  ['esbuild', []],
  ['Rollup', ['rollup.config.js']],
  ['Vite, production', []],
  ['webpack', []],
])) {
  test(title, async () => {
    const folder = layOut(title, files);
    const { output } = await runRecipe(recipe(title), folder);
    assert.doesNotMatch(output, /[Ww]arning|WARN|\(!\)/);
    const headers = { 'content-security-policy': policy };
    const server = await serveFiles((url) => path.join(folder, 'dist', url), { headers });
    try {
      assert.equal(await titleOf(server.origin), wanted);
    } finally {
      await server.close();
    }
  });
}

test('Vite, development', async () => {
  const server = await startServer(recipe('Vite, development'), layOut('Vite, development', ['vite.config.js']));
  try {
    assert.equal(await titleOf(server.origin), wanted);
    assert.doesNotMatch(server.output(), /[Ww]arning|WARN|\(!\)/);
  } finally {
    server.close();
  }
});

for (const title of ['Deno', 'Bun']) {
  test(title, async () => {
    const { stdout } = await runRecipe(recipe(title), layOut(title));
    assert.equal(stdout.trim(), wanted);
  });
}
