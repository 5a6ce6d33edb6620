// What trees of all kinds do alike: streams, metadata, limits; and what is particular to trees in memory.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { wasi as inBrowser } from '../browser/index.js';
import { memory, readOnly, wasi } from '../node/index.js';
import { codeOf, failure } from './code.js';
import { hash } from './hash.js';
import { Host } from './host.js';
import { descriptorOf, how, kinds, makeFolder, openTree, outcome, readAll, written } from './testing.mjs';

const MiB = 1 << 20;

for (const kind of kinds) {
  /** @param {Host} [host] */
  const tree = (host) => descriptorOf(openTree(kind, makeFolder()), { host });
  /** @param {any} d @param {string} path @param {object} [flags] */
  const create = (d, path, flags = { read: true, write: true }) => d.openAt({}, path, { create: true }, flags);

  test(`${kind}: large files go through streams`, async () => {
    const d = tree();
    const file = await create(d, 'large');
    const bytes = Buffer.alloc(3 * MiB + 17);
    for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 2654435761) >>> 24;
    assert.equal(how(await file.writeViaStream(new Blob([bytes]).stream(), 5n)), 'ok');
    assert.equal((await file.stat()).size, BigInt(bytes.length + 5));
    const got = [];
    for await (const chunk of file.readViaStream(5n)[0]) got.push(chunk);
    assert.ok(Buffer.concat(got).equals(bytes));
    assert.deepEqual(await readAll(file.readViaStream(BigInt(bytes.length + 5))), ['', 'ok']);
    assert.deepEqual(await readAll(file.readViaStream(1n << 62n)), ['', 'ok']);
  });

  test(`${kind}: streams of one file do not disturb each other, and end when they are dropped`, async () => {
    const d = tree();
    const file = await create(d, 'f');
    assert.equal(how(await file.writeViaStream(written('0123456789'), 0n)), 'ok');
    const streams = [0n, 3n, 7n].map((at) => file.readViaStream(at));
    assert.deepEqual(await Promise.all(streams.map(readAll)), [
      ['0123456789', 'ok'],
      ['3456789', 'ok'],
      ['789', 'ok'],
    ]);
    const [stream, end] = file.readViaStream(0n);
    await stream[Symbol.asyncIterator]().return();
    assert.equal(how(await end), 'ok');
    const appended = await Promise.all(['aaaa', 'bbbb', 'cccc'].map((text) => file.appendViaStream(written(text))));
    assert.deepEqual(appended.map(how), ['ok', 'ok', 'ok']);
    assert.equal((await file.stat()).size, 22n);
    // A stream goes on when its descriptor is dropped.
    const last = file.readViaStream(10n);
    file[Symbol.dispose]();
    assert.match((await readAll(last))[0], /^(aaaa|bbbb|cccc){3}$/);
  });

  test(`${kind}: what a guest writes and is not taken is dropped`, async () => {
    const d = tree();
    (await create(d, 'f'))[Symbol.dispose]();
    const file = await d.openAt({}, 'f', {}, { read: true });
    let dropped = false;
    const data = new ReadableStream({
      cancel() {
        dropped = true;
      },
    });
    assert.equal(how(await file.writeViaStream(data, 0n)), 'bad-descriptor');
    assert.ok(dropped);
    assert.equal(how(await d.appendViaStream(written('x'))), 'is-directory');
    assert.deepEqual(await readAll(d.readViaStream(0n)), ['', 'is-directory']);
    assert.deepEqual(await readAll(file.readDirectory()), ['', 'not-directory']);
  });

  test(`${kind}: times before 1970, times that stay, times out of range`, async () => {
    const d = tree();
    const file = await create(d, 'f');
    const at = (/** @type {bigint} */ seconds, nanoseconds = 0) => ({
      tag: 'timestamp',
      val: { seconds, nanoseconds },
    });
    const stay = { tag: 'no-change' };
    await file.setTimes(at(1_700_000_000n, 500_000_000), at(-2n, 250_000_000));
    let stat = await file.stat();
    assert.deepEqual(stat.dataAccessTimestamp, { seconds: 1_700_000_000n, nanoseconds: 500_000_000 });
    assert.deepEqual(stat.dataModificationTimestamp, { seconds: -2n, nanoseconds: 250_000_000 });
    await d.setTimesAt({}, 'f', stay, at(7n));
    stat = await d.statAt({}, 'f');
    assert.deepEqual(stat.dataAccessTimestamp, { seconds: 1_700_000_000n, nanoseconds: 500_000_000 });
    assert.deepEqual(stat.dataModificationTimestamp, { seconds: 7n, nanoseconds: 0 });
    const before = BigInt(Math.floor(Date.now() / 1000));
    await file.setTimes({ tag: 'now' }, stay);
    assert.ok((await file.stat()).dataAccessTimestamp.seconds >= before);
    await d.createDirectoryAt('sub');
    await d.symlinkAt('f', 'link');
    await d.setTimesAt({}, 'link', at(11n), at(12n));
    await d.setTimesAt({ symlinkFollow: true }, 'sub', at(13n), at(14n));
    assert.equal((await d.statAt({}, 'link')).dataModificationTimestamp.seconds, 12n);
    assert.equal((await d.statAt({}, 'f')).dataModificationTimestamp.seconds, 7n);
    assert.equal((await d.statAt({}, 'sub')).dataModificationTimestamp.seconds, 14n);
    for (const time of [at(1n << 62n), at(-(1n << 62n)), at(1n, 1_000_000_000)]) {
      assert.equal(await outcome(() => file.setTimes(stay, time)), 'invalid');
    }
  });

  test(`${kind}: a hash changes with the file, and is another one for another host`, async () => {
    const folder = makeFolder();
    const root = openTree(kind, folder);
    const [one, two] = [descriptorOf(root), descriptorOf(root)];
    const file = await create(one, 'f');
    const first = await one.metadataHashAt({}, 'f');
    assert.deepEqual(await file.metadataHash(), first);
    assert.notDeepEqual(await two.metadataHashAt({}, 'f'), first);
    await file.setSize(3n);
    const second = await file.metadataHash();
    assert.notDeepEqual(second, first);
    await one.renameAt('f', one, 'g');
    assert.deepEqual(await one.metadataHashAt({}, 'g'), second);
    await create(one, 'f');
    assert.notDeepEqual(await one.metadataHashAt({}, 'f'), second);
  });

  test(`${kind}: 1024 descriptors and streams, then quota; what is dropped makes room`, async () => {
    const d = tree(new Host());
    const file = await create(d, 'f');
    assert.equal(how(await file.writeViaStream(written('text'), 0n)), 'ok');
    const open = [file];
    while (open.length < 1023) open.push(await d.openAt({}, 'f', {}, { read: true }));
    const [stream, end] = file.readViaStream(0n);
    assert.equal(await outcome(() => d.openAt({}, 'new', { create: true }, { write: true })), 'quota');
    assert.equal(await outcome(() => d.statAt({}, 'new')), 'no-entry', 'nothing was made');
    assert.deepEqual(await readAll(file.readViaStream(0n)), ['', 'quota']);
    assert.equal(how(await file.writeViaStream(written('x'), 0n)), 'quota');
    assert.deepEqual(await readAll([stream, end]), ['text', 'ok']);
    assert.deepEqual(await readAll(file.readViaStream(1n)), ['ext', 'ok']);
    for (const descriptor of open) {
      descriptor[Symbol.dispose]();
      descriptor[Symbol.dispose](); // once more changes nothing
    }
    for (let i = 0; i < 1024; i++) open.push(await d.openAt({}, 'f', {}, {}));
    for (const descriptor of open) descriptor[Symbol.dispose]();
  });

  test(`${kind}: a call that was given up leaves nothing open`, async () => {
    const host = new Host();
    const d = tree(host);
    const controller = new AbortController();
    controller.abort();
    await d.openAt({}, 'f', { create: true }, { write: true }, { signal: controller.signal });
    const open = [];
    for (let i = 0; i < 1024; i++) open.push(host.reserve());
    assert.throws(() => host.reserve(), /quota/);
    for (const release of open) release();
  });

  test(`${kind}: a directory that cannot be changed`, async () => {
    const root = openTree(kind, makeFolder());
    const d = descriptorOf(root);
    await d.createDirectoryAt('sub');
    (await create(d, 'sub/f'))[Symbol.dispose]();
    const only = descriptorOf(root, { mutable: false });
    const sub = await only.openAt({}, 'sub', {}, {});
    const now = { tag: 'now' };
    for (const [name, call] of /** @type {[string, () => any][]} */ ([
      ['mutate', () => only.openAt({}, 'sub', {}, { mutateDirectory: true })],
      ['write', () => only.openAt({}, 'sub/f', {}, { write: true })],
      ['create', () => only.openAt({}, 'g', { create: true }, {})],
      ['truncate', () => sub.openAt({}, 'f', { truncate: true }, {})],
      ['mkdir', () => sub.createDirectoryAt('d')],
      ['rmdir', () => only.removeDirectoryAt('sub')],
      ['unlink', () => sub.unlinkFileAt('f')],
      ['rename', () => sub.renameAt('f', sub, 'g')],
      ['rename into', () => d.renameAt('sub/f', only, 'g')],
      ['rename out of', () => only.renameAt('sub/f', d, 'g')],
      ['link', () => sub.linkAt({}, 'f', sub, 'g')],
      ['symlink', () => sub.symlinkAt('f', 'g')],
      ['times at', () => sub.setTimesAt({}, 'f', now, now)],
      ['times', () => sub.setTimes(now, now)],
    ])) {
      assert.equal(await outcome(call), 'read-only', name);
    }
    assert.deepEqual(await only.getFlags(), { read: true, mutateDirectory: false });
    assert.equal(await outcome(() => sub.openAt({}, 'f', {}, { read: true })), 'ok');
  });
}

test('nothing is moved or linked from one tree to another', async () => {
  const { 'wasi:filesystem/preopens@0.3.0': preopens } = wasi({
    preopens: { '/disk': makeFolder(), '/memory': { f: 'text' }, '/other': {} },
  });
  const [disk, inMemory, other] = preopens.getDirectories().map(([d]) => /** @type {any} */ (d));
  for (const to of [disk, other]) {
    assert.equal(await outcome(() => inMemory.renameAt('f', to, 'g')), 'cross-device');
    assert.equal(await outcome(() => inMemory.linkAt({}, 'f', to, 'g')), 'cross-device');
  }
});

test('a tree in memory is made of values, and read and written while it is used', async () => {
  const tree = memory({
    'a.txt': 'text',
    'dir/b': Uint8Array.of(1, 2, 3),
    dir: new Map(
      /** @type {[string, any][]} */ ([
        ['c', new Blob(['blob'])],
        ['deep', { d: Uint8Array.of(4).buffer }],
      ]),
    ),
    empty: {},
  });
  const d = /** @type {any} */ (
    inBrowser({ preopens: { '/': tree } })['wasi:filesystem/preopens@0.3.0'].getDirectories()[0][0]
  );
  const paths = [...(await tree.files()).keys()].sort();
  assert.deepEqual(paths, ['a.txt', 'dir/b', 'dir/c', 'dir/deep/d']);
  assert.equal((await d.statAt({}, 'empty')).type.tag, 'directory');
  const file = await d.openAt({}, 'dir/c', {}, { read: true, write: true });
  assert.deepEqual(await readAll(file.readViaStream(1n)), ['lob', 'ok']);
  assert.equal(how(await file.writeViaStream(written('LOB'), 1n)), 'ok');
  assert.equal(Buffer.from((await tree.read('dir/c')) ?? []).toString(), 'bLOB');
  await tree.write('new/dir/f', 'given');
  assert.deepEqual(await readAll((await d.openAt({}, 'new/dir/f', {}, { read: true })).readViaStream(0n)), [
    'given',
    'ok',
  ]);
  await tree.write('dir/c', 'other');
  assert.deepEqual(await readAll(file.readViaStream(0n)), ['bLOB', 'ok'], 'what is open is what it was');
  assert.equal(await tree.read('nothing'), undefined);
  assert.equal(await tree.read('dir'), undefined);
  for (const bad of [
    { a: 5 },
    { '': 'x' },
    { '..': 'x' },
    { 'a/../b': 'x' },
    { 'a\0': 'x' },
    { a: 'x', 'a/b': 'y' },
    { a: null },
  ]) {
    assert.throws(() => memory(/** @type {any} */ (bad)), TypeError, JSON.stringify(bad));
  }
});

test('a tree in memory holds no more than it may', async () => {
  const tree = memory({}, { maxBytes: 10_000 });
  const { 'wasi:filesystem/preopens@0.3.0': preopens } = wasi({ preopens: { '/': tree } });
  const d = /** @type {any} */ (preopens.getDirectories()[0][0]);
  const open = (/** @type {string} */ path) => d.openAt({}, path, { create: true }, { write: true });
  const file = await open('f');
  assert.equal(how(await file.writeViaStream(written('x'.repeat(9000)), 0n)), 'ok');
  assert.equal(how(await file.writeViaStream(written('x'.repeat(2000)), 9000n)), 'insufficient-space');
  assert.equal(await outcome(() => file.setSize(1n << 40n)), 'insufficient-space');
  assert.equal(how(await file.writeViaStream(written('x'), 1n << 50n)), 'insufficient-space');
  assert.equal(await outcome(() => file.setSize(1n << 60n)), 'file-too-large');
  await d.unlinkFileAt('f');
  assert.equal(
    how(await (await open('g')).writeViaStream(written('x'.repeat(9000)), 0n)),
    'insufficient-space',
    'it is still open',
  );
  file[Symbol.dispose]();
  assert.equal(how(await (await open('h')).writeViaStream(written('x'.repeat(9000)), 0n)), 'ok');
  // Empty files count, too.
  let made = 0;
  while ((await outcome(() => open(`empty-${made}`))) === 'ok') made++;
  assert.ok(made < 40, `${made} empty files`);
  assert.equal(await outcome(() => d.createDirectoryAt('d')), 'insufficient-space');
  assert.throws(() => memory({ large: new Uint8Array(100) }, { maxBytes: 50 }), /insufficient-space/);
});

test('directories that cannot be given', () => {
  const missing = join(makeFolder(), 'missing');
  assert.throws(() => wasi({ preopens: { '/data': missing } }), /the directory for \/data cannot be opened: ENOENT/);
  assert.throws(() => wasi({ preopens: { '/data': readOnly(missing) } }), TypeError);
  assert.throws(() => wasi({ preopens: { '/data': process.execPath } }), /ENOTDIR/);
  assert.throws(() => inBrowser({ preopens: { '/data': '.' } }), /a browser has no directory/);
  assert.throws(() => inBrowser({ preopens: { '/data': /** @type {any} */ (5) } }), TypeError);
});

test('error codes of the platform', () => {
  const error = (/** @type {string} */ code) => Object.assign(new Error(code), { code });
  for (const [code, tag] of Object.entries({
    ENOSPC: 'insufficient-space',
    EDQUOT: 'quota',
    EMFILE: 'quota',
    EFBIG: 'file-too-large',
    EROFS: 'read-only',
    ETXTBSY: 'text-file-busy',
    ENOTTY: 'no-tty',
    ECHILD: 'io',
  })) {
    assert.equal(codeOf(error(code)).tag, tag);
  }
  assert.equal(codeOf(new DOMException('', 'QuotaExceededError')).tag, 'quota');
  assert.equal(codeOf(failure('overflow')).tag, 'overflow');
});

test('SipHash with 128 bits gives the values of its reference implementation', () => {
  // vectors_sip128, for the key 00…0f and messages of 0, 8 and 16 bytes 00, 01, …
  const word = (/** @type {number} */ from) =>
    Buffer.from(Array.from({ length: 8 }, (_, i) => from + i)).readBigUInt64LE();
  const bytes = (/** @type {bigint[]} */ halves) => Buffer.from(new BigUint64Array(halves).buffer).toString('hex');
  for (const [words, wanted] of /** @type {[bigint[], string][]} */ ([
    [[], 'a3817f04ba25a8e66df67214c7550293'],
    [[word(0)], '3b62a9ba6258f5610f83e264f31497b4'],
    [[word(0), word(8)], '6ee2a4ca67b054bbfd3315bf85230577'],
  ])) {
    assert.equal(bytes(hash([word(0), word(8)], words)), wanted);
  }
});
