// Files and symbolic links in memory.

import { failure } from './code.js';
import { now } from './times.js';

/** @import { MemoryTree } from './memory.js' */
/** @import { OpenFile, Stat, Times } from './tree.js' */

/** How much is read at once. */
const chunk = 1 << 16;

/** What files and links have in common: the metadata. */
class Metadata {
  accessed = now();
  modified = this.accessed;
  changed = this.accessed;
  /** How many names it has. */
  links = 1n;

  /** @param {MemoryTree} tree */
  constructor(tree) {
    this.tree = tree;
    this.identity = tree.identity();
  }

  /** @param {Times} times */
  async setTimes([accessed, modified]) {
    [this.accessed, this.modified, this.changed] = [accessed, modified, now()];
  }

  touch() {
    this.changed = now();
  }

  linked() {
    this.links++;
    this.touch();
  }

  unlinked() {
    this.links--;
    this.touch();
  }
}

/** A symbolic link. */
export class MemoryLink extends Metadata {
  /** @type {'link'} */
  is = 'link';

  /** @param {MemoryTree} tree @param {string} target */
  constructor(tree, target) {
    super(tree);
    this.target = target;
  }

  /** @returns {Stat} */
  now() {
    const { links, accessed, modified, changed, identity } = this;
    const size = BigInt(new TextEncoder().encode(this.target).length);
    return { kind: 'symbolic-link', links, size, accessed, modified, changed, identity };
  }
}

/** @implements {OpenFile} */
export class MemoryFile extends Metadata {
  /** @type {'file'} */
  is = 'file';
  /** Its bytes, and room for more. @type {Uint8Array} */
  #data = new Uint8Array();
  #size = 0;
  /** What it has in it until something is written. @type {Blob | undefined} */
  #blob;
  /** @type {Promise<void> | undefined} */
  #loading;
  /** How often it is open. */
  #uses = 0;
  /** How often its contents were changed. */
  changes = 0;

  /**
   * @param {MemoryTree} tree
   * @param {Uint8Array | Blob} [content]
   */
  constructor(tree, content) {
    super(tree);
    if (!content) return;
    if (content instanceof Uint8Array) this.#data = content;
    else this.#blob = content;
    const size = content instanceof Uint8Array ? content.length : content.size;
    tree.charge(size);
    this.#size = size;
  }

  /** The file itself, open once more. */
  open() {
    this.#uses++;
    return this;
  }

  retain() {
    this.#uses++;
  }

  release() {
    this.#uses--;
    this.#free();
  }

  /** @override */
  unlinked() {
    super.unlinked();
    this.#free();
  }

  /** Gives back what nobody can read any more. */
  #free() {
    if (this.#uses > 0 || this.links > 0n) return;
    this.tree.charge(-this.#size);
    this.#data = new Uint8Array();
    this.#size = 0;
  }

  async stat() {
    return this.now();
  }

  /** @returns {Stat} */
  now() {
    const { links, accessed, modified, changed, identity } = this;
    return { kind: 'regular-file', links, size: BigInt(this.#size), accessed, modified, changed, identity };
  }

  /** @param {bigint} position */
  async read(position) {
    if (position >= this.#size) return new Uint8Array();
    const from = Number(position);
    const to = Math.min(from + chunk, this.#size);
    if (this.#blob) return new Uint8Array(await this.#blob.slice(from, to).arrayBuffer());
    return this.#data.slice(from, to);
  }

  /** @param {Uint8Array} bytes @param {bigint} position */
  async write(bytes, position) {
    await this.load();
    this.#put(bytes, position);
  }

  async appender() {
    await this.load();
    return { append: async (/** @type {Uint8Array} */ bytes) => this.#put(bytes, BigInt(this.#size)), close() {} };
  }

  /** @param {bigint} size */
  async truncate(size) {
    await this.load();
    this.#resize(size);
    this.#touched();
  }

  async sync() {
    await this.tree.store?.save();
  }

  /** Its bytes now. */
  async content() {
    return this.#blob ? new Uint8Array(await this.#blob.arrayBuffer()) : this.#data.slice(0, this.#size);
  }

  /** Takes the bytes of a Blob into memory. */
  async load() {
    const blob = this.#blob;
    if (!blob) return;
    this.#loading ??= blob.arrayBuffer().then((buffer) => {
      this.#data = new Uint8Array(buffer);
      this.#blob = undefined;
    });
    await this.#loading;
  }

  /** @param {Uint8Array} bytes @param {bigint} position */
  #put(bytes, position) {
    const end = position + BigInt(bytes.length);
    if (end > this.#size) this.#resize(end);
    this.#data.set(bytes, Number(position));
    this.#touched();
  }

  /** Its contents have changed. */
  #touched() {
    this.changes++;
    this.modified = this.changed = now();
    this.tree.store?.changed();
  }

  /** @param {bigint} size */
  #resize(size) {
    if (size > Number.MAX_SAFE_INTEGER) throw failure('file-too-large');
    const wanted = Number(size);
    this.tree.charge(wanted - this.#size);
    if (wanted > this.#data.length) {
      const data = roomFor(wanted, this.#data.length);
      if (!data) {
        this.tree.charge(this.#size - wanted);
        throw failure('insufficient-memory');
      }
      data.set(this.#data.subarray(0, this.#size));
      this.#data = data;
    } else if (wanted < this.#size) this.#data.fill(0, wanted, this.#size);
    this.#size = wanted;
  }
}

/**
 * Room for `wanted` bytes, and for as much again as there was, so that a file which grows is not copied each time.
 * @param {number} wanted
 * @param {number} before
 */
function roomFor(wanted, before) {
  for (const length of [Math.max(wanted, before * 2), wanted]) {
    try {
      return new Uint8Array(length);
    } catch {
      // The engine has not so much.
    }
  }
  return undefined;
}
