// A tree of files in memory. It has all that a file system of Unix has, links and times too; nothing of it is on a disk.

import { failure } from './code.js';
import { MemoryFile, MemoryLink } from './memoryfile.js';
import { now } from './times.js';

/** @import { OpenDirectory, Opening, Stat, Times } from './tree.js' */

/** @typedef {MemoryDirectory | MemoryFile | MemoryLink} Inode */

/** What a name in a directory counts for, so that a guest cannot make any number of empty files. */
const overhead = 256;

/** The longest name, in bytes. */
const longest = 255;

const encoder = new TextEncoder();

/**
 * Where a tree is kept besides.
 * @typedef {object} Store
 * @property {() => Promise<void>} save
 * @property {() => void} changed
 */

/** A tree and how much it may hold. */
export class MemoryTree {
  /** Bytes. */
  used = 0;
  /** @type {Store | undefined} */
  store;
  #inodes = 0n;
  #device = BigInt(crypto.getRandomValues(new Uint32Array(1))[0]);

  /** @param {number} limit bytes */
  constructor(limit) {
    this.limit = limit;
    this.root = new MemoryDirectory(this, undefined);
  }

  /**
   * Counts bytes that are to be stored.
   * @param {number} bytes
   * @throws `insufficient-space`
   */
  charge(bytes) {
    if (this.used + bytes > this.limit) throw failure('insufficient-space');
    this.used += bytes;
  }

  /** @returns {[bigint, bigint]} */
  identity() {
    return [this.#device, ++this.#inodes];
  }
}

/** @implements {OpenDirectory} */
export class MemoryDirectory {
  /** @type {'directory'} */
  is = 'directory';
  /** @type {Map<string, Inode>} */
  entries = new Map();
  #accessed = now();
  #modified = this.#accessed;
  #changed = this.#accessed;
  #identity;
  /** It was removed: nothing can be made in it any more. */
  #gone = false;

  /**
   * @param {MemoryTree} tree
   * @param {MemoryDirectory | undefined} parent
   */
  constructor(tree, parent) {
    this.tree = tree;
    this.parent = parent;
    this.#identity = tree.identity();
  }

  // Whoever refers to it keeps it.
  retain() {}
  release() {}

  /** @returns {Promise<Stat>} */
  async stat() {
    return this.now();
  }

  /** @returns {Stat} */
  now() {
    let links = 2n;
    for (const { is } of this.entries.values()) if (is === 'directory') links++;
    return {
      kind: 'directory',
      links,
      size: BigInt(this.entries.size),
      accessed: this.#accessed,
      modified: this.#modified,
      changed: this.#changed,
      identity: this.#identity,
    };
  }

  async *list() {
    for (const [name, inode] of [...this.entries]) yield { name, kind: inode.now().kind };
  }

  /** @param {Times} times */
  async setTimes([accessed, modified]) {
    [this.#accessed, this.#modified, this.#changed] = [accessed, modified, now()];
  }

  async sync() {
    await this.tree.store?.save();
  }

  /** @param {any} name */
  async enter(name) {
    const inode = this.#get(name);
    if (inode.is !== 'directory') throw failure('not-directory');
    return inode;
  }

  /** @param {any} name */
  async statOf(name) {
    return this.#get(name).now();
  }

  /** @param {any} name */
  async readLink(name) {
    const inode = this.#get(name);
    if (inode.is !== 'link') throw failure('invalid');
    return inode.target;
  }

  /** @param {any} name @param {Opening} opening */
  async openFile(name, { create, exclusive }) {
    const there = this.entries.get(name);
    if (there && create && exclusive) throw failure('exist');
    if (there?.is === 'file') return there.open();
    if (there) throw failure(there.is === 'directory' ? 'is-directory' : 'loop');
    if (!create) throw failure('no-entry');
    return this.put(name, new MemoryFile(this.tree)).open();
  }

  /** @param {any} name @param {Times} times */
  setTimesOf(name, times) {
    return this.#get(name).setTimes(times);
  }

  /** @param {any} name */
  async makeDirectory(name) {
    this.put(name, new MemoryDirectory(this.tree, this));
  }

  /** @param {any} name @param {string} target */
  async makeLink(name, target) {
    this.put(name, new MemoryLink(this.tree, target));
  }

  /** @param {any} name */
  async removeDirectory(name) {
    const inode = this.#get(name);
    if (inode.is !== 'directory') throw failure('not-directory');
    inode.#remove();
    this.#drop(name);
  }

  /** @param {any} name */
  async unlink(name) {
    const inode = this.#get(name);
    if (inode.is === 'directory') throw failure('is-directory');
    this.#drop(name);
    inode.unlinked();
  }

  /** @param {any} name @param {MemoryDirectory} to @param {any} newName */
  async rename(name, to, newName) {
    const inode = this.#get(name);
    const there = to.entries.get(newName);
    if (there === inode) return;
    to.#check(newName);
    if (inode.is === 'directory') {
      for (let up = /** @type {MemoryDirectory | undefined} */ (to); up; up = up.parent) {
        if (up === inode) throw failure('invalid');
      }
      if (there && there.is !== 'directory') throw failure('not-directory');
      if (there) there.#remove();
      inode.parent = to;
    } else {
      if (there?.is === 'directory') throw failure('is-directory');
      there?.unlinked();
    }
    if (there) to.#drop(newName);
    this.#detach(name);
    to.#attach(newName, inode);
    inode.touch();
  }

  /** @param {any} name @param {MemoryDirectory} to @param {any} newName */
  async link(name, to, newName) {
    const inode = this.#get(name);
    if (inode.is === 'directory') throw failure('not-permitted');
    to.put(newName, inode);
    inode.linked();
  }

  touch() {
    this.#changed = now();
  }

  /**
   * Puts something under a name that is free.
   * @template {Inode} T
   * @param {string} name
   * @param {T} inode
   * @returns {T}
   */
  put(name, inode) {
    this.#check(name);
    if (this.entries.has(name)) throw failure('exist');
    this.tree.charge(overhead);
    this.#attach(name, inode);
    return inode;
  }

  /** Takes away what is under a name. @param {string} name */
  #drop(name) {
    this.#detach(name);
    this.tree.charge(-overhead);
  }

  /** @param {string} name @param {Inode} inode */
  #attach(name, inode) {
    this.entries.set(name, inode);
    this.#modified = this.#changed = now();
    this.tree.store?.changed();
  }

  /** @param {string} name */
  #detach(name) {
    this.entries.delete(name);
    this.#modified = this.#changed = now();
    this.tree.store?.changed();
  }

  /** Checks that something may have this name here. @param {string} name */
  #check(name) {
    if (this.#gone) throw failure('no-entry');
    if (name.length > longest / 3 && encoder.encode(name).length > longest) throw failure('name-too-long');
  }

  /** It is to be removed. */
  #remove() {
    if (this.entries.size) throw failure('not-empty');
    this.#gone = true;
  }

  /** @param {string} name */
  #get(name) {
    this.#check(name);
    const inode = this.entries.get(name);
    if (!inode) throw failure('no-entry');
    return inode;
  }
}
