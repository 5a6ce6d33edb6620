// Trees in memory as programs around a component see them: made of values, read and written by path.

import { MemoryDirectory, MemoryTree } from './memory.js';
import { MemoryFile } from './memoryfile.js';

/** @import { Content, Files } from '../index.js' */

/** What a tree may hold by default. */
const most = 1 << 30;

/** A tree of files in memory, for `preopens`. */
export class Memory {
  /** @type {MemoryTree} */
  #tree;

  /**
   * @param {Files} [files]
   * @param {{ maxBytes?: number }} [options]
   */
  constructor(files = {}, { maxBytes = most } = {}) {
    if (typeof files !== 'object' || files === null) throw new TypeError(`${files} is no directory`);
    this.#tree = new MemoryTree(maxBytes);
    fill(this.#tree.root, files, '');
  }

  /** The tree's directory. */
  get root() {
    return this.#tree.root;
  }

  /**
   * All files by their paths, as they are now.
   * @returns {Promise<Map<string, Uint8Array>>}
   */
  async files() {
    /** @type {Map<string, Uint8Array>} */
    const all = new Map();
    for (const [path, inode] of walk(this.root, '')) if (inode.is === 'file') all.set(path, await inode.content());
    return all;
  }

  /**
   * The bytes of a file.
   * @param {string} path
   * @returns {Promise<Uint8Array | undefined>} undefined if there is no such file
   */
  async read(path) {
    /** @type {import('./memory.js').Inode | undefined} */
    let inode = this.root;
    for (const name of namesOf(path)) inode = inode?.is === 'directory' ? inode.entries.get(name) : undefined;
    return inode?.is === 'file' ? inode.content() : undefined;
  }

  /**
   * Makes a file, in the place of one that is there. Directories are made.
   * @param {string} path
   * @param {Content} content
   */
  async write(path, content) {
    const names = namesOf(path);
    const name = names.pop() ?? '';
    const directory = directoryAt(this.root, names, path);
    if (directory.entries.has(name)) await directory.unlink(name);
    directory.put(name, new MemoryFile(directory.tree, bytesOf(content, path)));
  }
}

/**
 * @param {MemoryDirectory} directory
 * @param {string} prefix
 * @returns {Iterable<[string, import('./memory.js').Inode]>}
 */
function* walk(directory, prefix) {
  for (const [name, inode] of directory.entries) {
    yield [prefix + name, inode];
    if (inode.is === 'directory') yield* walk(inode, `${prefix}${name}/`);
  }
}

/**
 * @param {MemoryDirectory} directory
 * @param {Files} files
 * @param {string} where
 */
function fill(directory, files, where) {
  for (const [path, value] of files instanceof Map ? files : Object.entries(files)) {
    const at = where + path;
    const names = namesOf(path, at);
    if (isContent(value)) {
      const name = names.pop() ?? '';
      directoryAt(directory, names, at).put(name, new MemoryFile(directory.tree, bytesOf(value, at)));
    } else if (typeof value === 'object' && value !== null) fill(directoryAt(directory, names, at), value, `${at}/`);
    else throw new TypeError(`what is given for ${at} is neither text, bytes, a Blob nor a directory of such`);
  }
}

/**
 * @param {MemoryDirectory} from
 * @param {string[]} names
 * @param {string} path for the error
 */
function directoryAt(from, names, path) {
  let directory = from;
  for (const name of names) {
    const there = directory.entries.get(name) ?? directory.put(name, new MemoryDirectory(directory.tree, directory));
    if (there.is !== 'directory') throw new TypeError(`${path}: ${name} is a file, not a directory`);
    directory = there;
  }
  return directory;
}

/** @param {string} path @param {string} [where] */
function namesOf(path, where = path) {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.length === 0 || names.includes('..') || path.includes('\0'))
    throw new TypeError(`${where} is no path of a file`);
  return names;
}

/** @param {any} value @returns {value is Content} */
const isContent = (value) =>
  typeof value === 'string' ||
  value instanceof ArrayBuffer ||
  ArrayBuffer.isView(value) ||
  (typeof Blob !== 'undefined' && value instanceof Blob);

/** @param {Content} content @param {string} path @returns {Uint8Array | Blob} */
function bytesOf(content, path) {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  if (content instanceof ArrayBuffer) return new Uint8Array(content.slice(0));
  if (ArrayBuffer.isView(content))
    return new Uint8Array(content.buffer, content.byteOffset, content.byteLength).slice();
  if (content instanceof Blob) return content;
  throw new TypeError(`what is given for ${path} is neither text, bytes nor a Blob`);
}
