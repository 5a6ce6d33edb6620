// Paths that lead out, or to what can be waited for for ever: the cases of testdata/files/hostile.json, as natively, and what
// somebody else does to a tree while it is used.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { root } from '../../../internal/tools/lib/places.mjs';
import { strangeInWindows } from './disk.js';
import { descriptorOf, how, kinds, makeFolder, openTree, outcome, sandbox } from './testing.mjs';

const unix = { skip: process.platform === 'win32' ? 'Windows has no fifos and may have no links' : false };

const cases = JSON.parse(readFileSync(join(root, 'testdata/files/hostile.json'), 'utf8'));

/**
 * Calls the function of a case.
 * @param {any} c
 * @param {Record<string, any>} directories
 * @param {string} dir
 */
function call(c, directories, dir) {
  const d = directories[c.in ?? ''];
  const to = directories[c.toIn ?? ''];
  const path = c.path.replace('{dir}', dir).replace('{long}', 'x'.repeat(300));
  const follow = { symlinkFollow: c.follow };
  const set = (/** @type {string[]} */ names) => Object.fromEntries(names.map((name) => [name, true]));
  const time = { tag: 'timestamp', val: { seconds: BigInt(c.seconds ?? 0), nanoseconds: c.nanoseconds ?? 0 } };
  switch (c.do) {
    case 'open':
      return d.openAt(follow, path, set(c.open ?? []), set(c.flags ?? ['read']));
    case 'stat':
      return d.statAt(follow, path);
    case 'hash':
      return d.metadataHashAt(follow, path);
    case 'readlink':
      return d.readlinkAt(path);
    case 'mkdir':
      return d.createDirectoryAt(path);
    case 'rmdir':
      return d.removeDirectoryAt(path);
    case 'unlink':
      return d.unlinkFileAt(path);
    case 'rename':
      return d.renameAt(path, to, c.to);
    case 'link':
      return d.linkAt(follow, path, to, c.to);
    case 'symlink':
      return d.symlinkAt(c.target, path);
    case 'times':
      return d.setTimesAt(follow, path, time, { tag: 'no-change' });
    default:
      throw new Error(`there is no function ${c.do}`);
  }
}

for (const kind of kinds) {
  test(`${kind}: no path leads out of the tree`, unix, async () => {
    const { d, dir } = await sandbox(kind);
    const sub = await d.openAt({}, 'sub', { directory: true }, { read: true });
    const here = cases.filter((/** @type {any} */ c) => kind !== 'memory' || c.path !== 'fifo');
    assert.ok(here.length >= 50);
    for (const c of here) {
      assert.equal(await outcome(() => call(c, { '': d, sub }, dir)), c.want, c.name);
    }
    assert.equal(readFileSync(join(dir, 'secret'), 'utf8'), 'secret');
    assert.deepEqual(readdirSync(join(dir, 'outside')), []);
    assert.deepEqual(readdirSync(dir).sort(), ['in', 'outside', 'secret']);
  });

  test(`${kind}: links that stay in the tree are followed`, unix, async () => {
    const { d } = await sandbox(kind);
    await d.symlinkAt('./sub//deep/../up-link', 'far');
    await d.symlinkAt('sub/', 'to-sub');
    for (const path of ['good-link', 'sub/up-link', 'far', 'to-sub/up-link', 'sub/deep/../../file', 'to-sub/../file']) {
      const stat = await d.statAt({ symlinkFollow: true }, path);
      assert.deepEqual([stat.type.tag, stat.size], ['regular-file', 5n], path);
    }
    let name = 'file';
    for (let i = 0; i < 41; i++) {
      await d.symlinkAt(name, `chain-${i}`);
      name = `chain-${i}`;
    }
    assert.equal(await outcome(() => d.statAt({ symlinkFollow: true }, 'chain-39')), 'ok', '40 links');
    assert.equal(await outcome(() => d.statAt({ symlinkFollow: true }, 'chain-40')), 'loop', '41 links');
  });
}

for (const kind of /** @type {const} */ (['disk', 'disk by paths'])) {
  test(`${kind}: devices, pipes and sockets are not opened`, unix, async () => {
    const dir = makeFolder();
    const server = createServer().listen(join(dir, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    const d = descriptorOf(openTree(kind, dir));
    const devices = descriptorOf(openTree(kind, '/dev'));
    try {
      for (const flags of [{ read: true }, { write: true }, { read: true, write: true }]) {
        assert.equal(await outcome(() => d.openAt({}, 'socket', {}, flags)), 'access');
        for (const name of ['null', 'zero', 'tty']) {
          assert.equal(await outcome(() => devices.openAt({}, name, {}, flags)), 'access', name);
        }
      }
      assert.equal((await d.statAt({}, 'socket')).type.tag, 'socket');
      assert.equal((await devices.statAt({}, 'null')).type.tag, 'character-device');
    } finally {
      server.close();
    }
  });

  test(`${kind}: names of the host that are not UTF-8`, {
    skip: process.platform === 'linux' ? false : 'only Linux has them',
  }, async () => {
    const dir = makeFolder();
    const bad = Buffer.from([0x61, 0xff, 0x62]);
    writeFileSync(Buffer.concat([Buffer.from(`${dir}/`), bad]), 'there');
    writeFileSync(join(dir, 'good'), '');
    symlinkSync(bad, join(dir, 'link'));
    const d = descriptorOf(openTree(kind, dir));
    const [entries, end] = d.readDirectory();
    /** @type {string[]} */
    const names = [];
    for await (const { name } of entries) names.push(name);
    assert.deepEqual(names.sort(), ['good', 'link'], 'the others are given');
    assert.equal(how(await end), 'illegal-byte-sequence');
    assert.equal(await outcome(() => d.readlinkAt('link')), 'illegal-byte-sequence');
    assert.equal((await d.statAt({ symlinkFollow: true }, 'link')).size, 5n, 'a link to one is followed');
    // U+FFFD, which is what half a surrogate pair becomes, is another name.
    assert.equal(await outcome(() => d.statAt({}, 'a\ufffdb')), 'no-entry');
  });
}

test('what is put in the place of a directory meanwhile does not lead out, where there is /proc', {
  skip: process.platform === 'linux' ? false : 'only Linux has it',
}, async () => {
  const { d, dir } = await sandbox('disk');
  const outside = join(dir, 'outside', 'inner');
  writeFileSync(outside, 'secret');
  utimesSync(outside, 5, 5);
  const code = `
    const fs = require('node:fs');
    const [sub, kept] = ['${dir}/in/sub', '${dir}/in/kept'];
    for (;;) {
      fs.renameSync(sub, kept);
      fs.symlinkSync('../outside', sub);
      fs.unlinkSync(sub);
      fs.renameSync(kept, sub);
    }`;
  const worker = new Worker(code, { eval: true });
  const seen = { ok: 0 };
  try {
    for (let i = 0; i < 1500; i++) {
      const got = await outcome(async () => {
        const file = await d.openAt({ symlinkFollow: true }, 'sub/inner', {}, { read: true });
        const { size } = await file.stat();
        file[Symbol.dispose]();
        assert.equal(size, 5n, 'it is the file inside');
        await d.setTimesAt({ symlinkFollow: true }, 'sub/inner', { tag: 'now' }, { tag: 'now' });
      });
      if (got === 'ok') seen.ok++;
      else assert.ok(['no-entry', 'not-permitted', 'not-directory', 'loop', 'invalid'].includes(got), got);
      if (i % 10 === 0) await outcome(() => d.unlinkFileAt('sub/stolen'));
    }
  } finally {
    await worker.terminate();
  }
  assert.ok(seen.ok > 0, 'some calls went through');
  assert.equal(readFileSync(outside, 'utf8'), 'secret');
  assert.equal(statSync(outside).mtimeMs, 5000);
});

test('a directory that is moved away is used where it is now', unix, async () => {
  const { d, dir } = await sandbox('disk');
  const sub = await d.openAt({}, 'sub', { directory: true }, { mutateDirectory: true });
  execFileSync('mv', [join(dir, 'in', 'sub'), join(dir, 'in', 'moved')]);
  symlinkSync('../outside', join(dir, 'in', 'sub'));
  await sub.createDirectoryAt('made');
  assert.deepEqual(readdirSync(join(dir, 'outside')), []);
  assert.ok(readdirSync(join(dir, 'in', 'moved')).includes('made'));
});

test('names that Windows takes for something else', () => {
  for (const name of [
    'a\\b',
    'C:',
    'file:stream',
    'nul',
    'CON',
    'con.txt',
    'COM1',
    'lpt9.x',
    'a.',
    'a ',
    'conin$',
    'com²',
  ]) {
    assert.ok(strangeInWindows(name), name);
  }
  for (const name of ['a', 'a.b', 'console', 'null', 'com', 'com10', '.a', ' a', 'é€🦀']) {
    assert.ok(!strangeInWindows(name), name);
  }
});
