// What the tests of files share: trees of all kinds, and what a function gives.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { Descriptor } from './descriptor.js';
import { DiskDirectory } from './disk.js';
import { memory } from './filesystem.js';
import { Host } from './host.js';

/** @import { DescriptorFlags } from '../interfaces/wasi-filesystem-types.js' */
/** @import { Directory } from './tree.js' */

/** @type {string[]} */
const made = [];
after(() => made.map((dir) => rmSync(dir, { recursive: true, force: true })));

/** Makes a folder that is removed after all tests of the file. */
export function makeFolder() {
  const dir = mkdtempSync(join(tmpdir(), 'jco-go-files-'));
  made.push(dir);
  return dir;
}

/** The kinds of trees: Node's with /proc, Node's by paths as where there is no /proc, and those in memory. */
export const kinds = /** @type {const} */ (['disk', 'disk by paths', 'memory']);

/** @typedef {typeof kinds[number]} Kind */

/**
 * Opens a folder as a tree of that kind; one in memory is empty.
 * @param {Kind} kind
 * @param {string} folder
 * @returns {Directory}
 */
export const openTree = (kind, folder) =>
  kind === 'memory' ? memory().root : DiskDirectory.open(folder, kind === 'disk');

/**
 * A descriptor of a directory, as a host gives it.
 * @param {Directory} directory
 * @param {{ host?: Host, mutable?: boolean }} [options]
 * @returns {any}
 */
export function descriptorOf(directory, { host = new Host(), mutable = true } = {}) {
  /** @type {DescriptorFlags} */
  const flags = { read: true, mutateDirectory: mutable };
  directory.retain();
  return new Descriptor(host, directory, flags, mutable, () => directory.release());
}

/**
 * What a function comes to: 'ok', or its error code.
 * @param {() => any} call
 * @returns {Promise<string>}
 */
export async function outcome(call) {
  try {
    const result = await call();
    result?.[Symbol.dispose]?.();
    return 'ok';
  } catch (e) {
    const tag = /** @type {any} */ (e).payload?.tag;
    if (tag === undefined) throw e;
    return tag;
  }
}

/**
 * What a guest reads: the text, and how it ends.
 * @param {[any, Promise<any>]} ends
 * @returns {Promise<[string, string]>}
 */
export async function readAll([stream, end]) {
  let bytes = Buffer.alloc(0);
  for await (const chunk of stream) bytes = Buffer.concat([bytes, chunk]);
  return [bytes.toString(), how(await end)];
}

/** How a stream ended. @param {any} result */
export const how = (result) => (result.tag === 'ok' ? 'ok' : result.val.tag);

/** What a guest writes. @param {...string} chunks @returns {any} */
export const written = (...chunks) => new Blob(chunks).stream();

/**
 * Makes a tree at `dir/in` with a secret beside it, at `dir/secret`, and links of all kinds.
 * @param {Kind} kind
 */
export async function sandbox(kind) {
  const dir = makeFolder();
  const inside = join(dir, 'in');
  mkdirSync(inside);
  mkdirSync(join(dir, 'outside'));
  writeFileSync(join(dir, 'secret'), 'secret');
  const root = openTree(kind, inside);
  const d = descriptorOf(root);
  for (const name of ['sub', 'sub/deep']) await d.createDirectoryAt(name);
  for (const [name, text] of [
    ['file', 'hello'],
    ['sub/inner', 'inner'],
  ]) {
    const file = await d.openAt({}, name, { create: true }, { write: true });
    await file.writeViaStream(written(text), 0n);
    file[Symbol.dispose]();
  }
  const links = {
    'out-link': '../secret',
    'out-dir': '../outside',
    'abs-link': join(dir, 'secret'),
    'new-link': '../outside/new',
    'abs-dir': dir,
    'dev-link': '/dev/null',
    'good-link': 'file',
    'loop-a': 'loop-b',
    'loop-b': 'loop-a',
  };
  for (const [name, target] of Object.entries(links)) {
    if (kind === 'memory') await root.makeLink(name, target);
    else symlinkSync(target, join(inside, name));
  }
  await d.symlinkAt('../file', 'sub/up-link');
  if (kind !== 'memory') execFileSync('mkfifo', [join(inside, 'fifo')]);
  return { d, dir };
}
