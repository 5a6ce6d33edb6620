// WASI 0.3 in a real browser: a tree that is kept in the origin's private file system, in a page and in a worker, and the
// console.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from '../internal/tools/lib/chromium.mjs';
import { serveFiles } from '../internal/tools/lib/server.mjs';
import { root } from '../internal/tools/lib/setup.mjs';

/** @type {Awaited<ReturnType<typeof serveFiles>>} */
let server;
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  const page = Buffer.from('<!doctype html><title>WASI</title><link rel="icon" href="data:,">');
  server = await serveFiles((url) => (url === '/' ? page : path.join(root, url)));
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** What is done with a tree, as source text for a page and a worker: what it gives has to be the same. */
const work = async () => {
  /** @type {typeof import('../web/wasi/browser/index.js')} */
  const { opfs, wasi } = await import(String(new URL('/web/wasi/browser/index.js', location.origin)));
  const home = await (await navigator.storage.getDirectory()).getDirectoryHandle('home', { create: true });
  for await (const name of /** @type {any} */ (home).keys()) await home.removeEntry(name, { recursive: true });
  /** @param {any} tree @returns {any} */
  const open = (tree) => wasi({ preopens: { '/': tree } })['wasi:filesystem/preopens@0.3.0'].getDirectories()[0][0];
  /** @param {any} d @param {string} name @param {string} text */
  const put = async (d, name, text) => {
    const file = await d.openAt({}, name, { create: true, truncate: true }, { read: true, write: true });
    const { tag } = await file.writeViaStream(new Blob([text]).stream(), 0n);
    if (tag !== 'ok') throw new Error(`${name}: ${tag}`);
    return file;
  };
  /** Paths and texts. @param {any} tree */
  const all = async (tree) => {
    const files = [...(await tree.files())].map(([name, bytes]) => `${name}=${new TextDecoder().decode(bytes)}`);
    return files.sort().join();
  };
  const told = [];
  {
    const tree = await opfs(home);
    const d = open(tree);
    for (const name of ['dir', 'dir/deep', 'empty', 'gone']) await d.createDirectoryAt(name);
    for (const name of ['a', 'dir/b', 'dir/deep/c', 'gone/d', 'moved']) (await put(d, name, name))[Symbol.dispose]();
    await d.symlinkAt('a', 'link');
    await tree.save();
    told.push(await all(await opfs(home)));
  }
  {
    const tree = await opfs(home);
    const d = open(tree);
    told.push(
      (await d.statAt({}, 'empty')).type.tag,
      (await d.statAt({}, 'a')).dataModificationTimestamp.seconds > 1_700_000_000n,
    );
    await d.unlinkFileAt('gone/d');
    await d.removeDirectoryAt('gone');
    await d.renameAt('moved', d, 'gone'); // a file where a directory was
    await d.renameAt('dir/deep', d, 'dir/other');
    const file = await put(d, 'a', 'changed');
    await file.sync();
    told.push(await all(await opfs(home)));
    await put(d, 'late', 'by itself');
    for (let i = 0; i < 100; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      if ((await all(await opfs(home))).includes('late')) break;
    }
    told.push(await all(await opfs(home)));
    await home.removeEntry('a'); // somebody else's doing
    await d.unlinkFileAt('a');
    await tree.save();
    told.push(await all(await opfs(home)));
  }
  return told;
};

const wanted = [
  'a=a,dir/b=dir/b,dir/deep/c=dir/deep/c,gone/d=gone/d,moved=moved',
  'directory',
  true,
  'a=changed,dir/b=dir/b,dir/other/c=dir/deep/c,gone=moved',
  'a=changed,dir/b=dir/b,dir/other/c=dir/deep/c,gone=moved,late=by itself',
  'dir/b=dir/b,dir/other/c=dir/deep/c,gone=moved,late=by itself',
];

test('a tree in the private file system, in a page', async () => {
  const page = await browser.newPage();
  await page.goto(server.origin);
  assert.deepEqual(await page.evaluate(work), wanted);
});

test('a tree in the private file system, in a worker', async () => {
  const page = await browser.newPage();
  await page.goto(server.origin);
  const told = await page.evaluate((source) => {
    const code = `(${source})().then((told) => postMessage({ told }), (e) => postMessage({ error: String(e?.stack ?? e) }));`;
    const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), { type: 'module' });
    return new Promise((resolve, reject) => {
      worker.onerror = (e) => reject(new Error(e.message));
      worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data.told));
    });
  }, String(work));
  assert.deepEqual(told, wanted);
});

test('without options the console is written to, and nothing is given', async () => {
  const page = await browser.newPage();
  /** @type {string[]} */
  const logged = [];
  page.on('console', (message) => logged.push(`${message.type()} ${message.text()}`));
  await page.goto(server.origin);
  const given = await page.evaluate(async () => {
    const at = (/** @type {string} */ name) => String(new URL(`/web/wasi/browser/${name}.js`, location.origin));
    const { environment, stdin, stdout, stderr, terminalStdout } = await import(at('cli'));
    const { preopens } = await import(at('filesystem'));
    const { random } = await import(at('random'));
    const { monotonicClock, timezone } = await import(at('clocks'));
    const text = (/** @type {string} */ s) => new Blob([s]).stream();
    const outcomes = [await stdout.writeViaStream(text('one\ntwo\n')), await stderr.writeViaStream(text('three\n'))];
    const [input, end] = stdin.readViaStream();
    let bytes = 0;
    for await (const chunk of input) bytes += chunk.length;
    const before = monotonicClock.now();
    await monotonicClock.waitFor(3_000_000n);
    return [
      ...outcomes.map(({ tag }) => tag),
      bytes,
      (await end).tag,
      environment.getArguments().length,
      environment.getEnvironment().length,
      preopens.getDirectories().length,
      terminalStdout.getTerminalStdout() === undefined,
      random.getRandomBytes(70_000n).length,
      monotonicClock.now() - before >= 3_000_000n,
      typeof timezone.toDebugString(),
    ];
  });
  assert.deepEqual(given, ['ok', 'ok', 0, 'ok', 0, 0, 0, true, 70_000, true, 'string']);
  assert.deepEqual(logged, ['log one', 'log two', 'error three']);
});
