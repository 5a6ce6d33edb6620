// What SECURITY.md says of pages: glue of every form and the transpiler need 'wasm-unsafe-eval' and nothing else, and work
// where Trusted Types are required and no policy may be made.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from '../internal/tools/lib/chromium.mjs';
import { buildPackage, packageFolder } from '../internal/tools/lib/package.mjs';
import { run } from '../internal/tools/lib/run.mjs';
import { serveFiles } from '../internal/tools/lib/server.mjs';
import { root } from '../internal/tools/lib/setup.mjs';

const trusted = "require-trusted-types-for 'script'; trusted-types 'none'";
/** @param {string} scripts the sources of scripts */
const policy = (scripts) =>
  `default-src 'none'; script-src 'self' ${scripts}; connect-src 'self'; img-src data:; ${trusted}`;
const html = (/** @type {string} */ page) =>
  Buffer.from(`<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="/${page}.mjs"></script>`);

/** The forms of a module: the options, and a script that loads it and leaves `2 + 40` in the variable sum. */
const getCoreModule = '(name) => WebAssembly.compileStreaming(fetch(new URL(name, url)))';
/** @type {Record<string, [string[], string]>} */
const forms = {
  module: [[], 'const { add } = await import(url); const sum = add(2, 40);'],
  files: [['--base64-cutoff', '0'], 'const { add } = await import(url); const sum = add(2, 40);'],
  compat: [['--tla-compat'], 'const { add, $init } = await import(url); await $init; const sum = add(2, 40);'],
  async: [
    ['--instantiation', 'async', '--tracing'],
    `const { instantiate } = await import(url); const sum = (await instantiate(${getCoreModule}, {})).add(2, 40);`,
  ],
  sync: [
    ['--instantiation', 'sync', '--import-bindings', 'hybrid'],
    `const { instantiate } = await import(url); const core = await (${getCoreModule})('adder.core.wasm');
     const sum = instantiate(() => core, {}).add(2, 40);`,
  ],
};

/** @type {string} */
let dir;
/** @type {Awaited<ReturnType<typeof serveFiles>>[]} */
let servers;
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  await buildPackage();
  dir = await mkdtemp(path.join(tmpdir(), 'jco-go-trusted-'));
  const locate = (/** @type {string} */ url) => {
    if (url.startsWith('/npm/')) return path.join(packageFolder, url.slice('/npm/'.length));
    if (url.startsWith('/examples/')) return path.join(root, url);
    return path.extname(url) ? path.join(dir, url) : html(url.slice(1));
  };
  servers = await Promise.all(
    ["'wasm-unsafe-eval'", ''].map((scripts) =>
      serveFiles(locate, { headers: { 'content-security-policy': policy(scripts) } }),
    ),
  );
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await Promise.all((servers ?? []).map((server) => server.close()));
  await rm(dir, { recursive: true });
});

/**
 * Opens a page that has one module script.
 *
 * @param {string} name
 * @param {string} script gives what is wanted by `done(value)`
 * @param {number} [server] 0 for that with the policy, 1 for that which forbids WebAssembly too
 * @returns {Promise<{ value: any, complaints: string[] }>}
 */
async function open(name, script, server = 0) {
  await writeFile(path.join(dir, `${name}.mjs`), `const done = (value) => { globalThis.value = value; };\n${script}`);
  const page = await browser.newPage();
  /** @type {string[]} */
  const complaints = [];
  let failed = false;
  page.on('pageerror', (error) => {
    failed = true;
    complaints.push(String(error));
  });
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(`${servers[server].origin}/${name}`);
  for (let i = 0; i < 200 && !failed; i++) {
    if (await page.evaluate(() => 'value' in globalThis)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const value = await page.evaluate(() => /** @type {any} */ (globalThis).value);
  await page.close();
  return { value, complaints };
}

for (const [form, [options, script]] of Object.entries(forms)) {
  test(`glue of the form ${form}`, async () => {
    const args = ['transpile', 'examples/adder/adder.wasm', '-q', ...options, '-o', path.join(dir, form)];
    const { code, output } = await run('go', ['run', './cmd/jco-go', ...args], { quiet: true });
    assert.equal(code, 0, output);
    const whole = `const url = new URL('/${form}/adder.js', location.href).href; ${script} done(sum);`;
    const { value, complaints } = await open(form, whole);
    assert.equal(value, 42, complaints.join('\n'));
  });
}

test('the transpiler', async () => {
  const { value, complaints } = await open(
    'transpiler',
    `import { transpile } from '/npm/browser.js';
     const bytes = await (await fetch('/examples/adder/adder.wasm')).arrayBuffer();
     done(Object.keys((await transpile(bytes, { name: 'x' })).files).join());`,
  );
  assert.equal(value, 'x.js,x.d.ts', complaints.join('\n'));
});

test('the policies are in force', async () => {
  const sink = "try { document.body.innerHTML = '<b>'; done('taken'); } catch (e) { done(e.message); }";
  assert.match((await open('sink', sink)).value ?? '', /TrustedHTML/);
  const { value, complaints } = await open('forbidden', "done((await import('/module/adder.js')).add(2, 40));", 1);
  assert.equal(value, undefined);
  assert.match(complaints.join('\n'), /unsafe-eval/);
});
