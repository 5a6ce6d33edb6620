// Resource descriptor of wasi:filesystem: rights and paths, over whatever tree it belongs to.

import { dispose } from '../dispose.js';
import { attempt, failure } from './code.js';
import { openPlace } from './open.js';
import { parsePath } from './path.js';
import { newStat, typeOf } from './stat.js';
import { checkTimes, newTimes } from './times.js';
import { appending, give, listing, reading, take, writing } from './transfer.js';
import { walk } from './walk.js';

/** @import { Descriptor as Wit, DescriptorFlags, NewTimestamp, OpenFlags, PathFlags } from '../interfaces/wasi-filesystem-types.js' */
/** @import { Host } from './host.js' */
/** @import { Name, Path } from './path.js' */
/** @import { Directory, File, Stat } from './tree.js' */

/** Positions in files have 63 bits. */
const largest = (1n << 63n) - 1n;

/** @implements {Wit} */
export class Descriptor {
  /** @type {Host} */
  #host;
  /** @type {File | Directory} */
  #node;
  /** @type {DescriptorFlags} what it was opened with */
  #flags;
  /** Whether it was given so that it can be changed, and what is below it. */
  #mutable;
  /** @type {(() => void) | undefined} */
  #close;

  /**
   * @param {Host} host
   * @param {File | Directory} node
   * @param {DescriptorFlags} flags
   * @param {boolean} mutable
   * @param {() => void} close releases the node
   */
  constructor(host, node, flags, mutable, close) {
    this.#host = host;
    this.#node = node;
    this.#flags = flags;
    this.#mutable = mutable;
    this.#close = close;
    host.watch(this, close);
  }

  /** The guest drops it. Its streams go on. */
  [dispose]() {
    const close = this.#close;
    if (!close) return;
    this.#close = undefined;
    this.#host.unwatch(this);
    close();
  }

  /** @param {boolean} [allowed] whether it was opened for what is to be done */
  #file(allowed = false) {
    if (this.#node.is !== 'file') throw failure('is-directory');
    if (!allowed) throw failure('bad-descriptor');
    return this.#node;
  }

  #directory() {
    if (this.#node.is !== 'directory') throw failure('not-directory');
    return this.#node;
  }

  /**
   * This directory and a path in it, for a change or not.
   * @param {string} path
   * @param {boolean} change
   * @returns {[Directory, Path]}
   */
  #in(path, change) {
    const directory = this.#directory();
    const parsed = parsePath(path);
    if (change && !this.#mutable) throw failure('read-only');
    return [directory, parsed];
  }

  /**
   * Looks at what is at a path.
   * @param {PathFlags} flags
   * @param {string} path
   * @returns {Promise<Stat>}
   */
  #statAt({ symlinkFollow = false }, path) {
    const [base, parsed] = this.#in(path, false);
    return walk(base, parsed, symlinkFollow, async ({ directory, name }) => {
      if (name === undefined) return directory.stat();
      const stat = await directory.statOf(name);
      if (parsed.slash && stat.kind !== 'directory') throw failure('not-directory');
      return stat;
    });
  }

  /** @param {bigint} offset */
  readViaStream(offset) {
    return give(() => {
      const file = this.#file(this.#flags.read);
      return reading(file, offset, this.#host.hold(file));
    });
  }

  /** @param {AsyncIterable<unknown>} data @param {bigint} offset */
  writeViaStream(data, offset) {
    return take(data, () => {
      const file = this.#file(this.#flags.write);
      return writing(file, offset, this.#host.hold(file));
    });
  }

  /** @param {AsyncIterable<unknown>} data */
  appendViaStream(data) {
    return take(data, () => {
      const file = this.#file(this.#flags.write);
      return appending(file, this.#host.hold(file));
    });
  }

  readDirectory() {
    return give(() => {
      const directory = this.#directory();
      return listing(directory, this.#host.hold(directory));
    });
  }

  /**
   * No use is made of an advice: no platform here takes one.
   * @param {bigint} offset
   * @param {bigint} length
   */
  advise(offset, length) {
    return attempt(() => {
      if (this.#node.is !== 'file') throw failure('bad-descriptor');
      if (offset + length > largest) throw failure('invalid');
    });
  }

  syncData() {
    return this.#sync(true);
  }

  sync() {
    return this.#sync(false);
  }

  /** @param {boolean} dataOnly */
  #sync(dataOnly) {
    return attempt(async () => {
      if (this.#node.is === 'file' ? this.#flags.write : this.#mutable) await this.#node.sync(dataOnly);
    });
  }

  async getFlags() {
    return this.#flags;
  }

  getType() {
    return attempt(async () => typeOf((await this.#node.stat()).kind));
  }

  /** @param {bigint} size */
  setSize(size) {
    return attempt(() => {
      const file = this.#file(this.#flags.write);
      if (size > largest) throw failure('file-too-large');
      return file.truncate(size);
    });
  }

  /** @param {NewTimestamp} accessed @param {NewTimestamp} modified */
  setTimes(accessed, modified) {
    return attempt(async () => {
      checkTimes(accessed, modified);
      if (!this.#mutable) throw failure('read-only');
      const times = newTimes(accessed, modified, await this.#node.stat());
      if (times) await this.#node.setTimes(times);
    });
  }

  stat() {
    return attempt(async () => newStat(await this.#node.stat()));
  }

  /** @param {PathFlags} flags @param {string} path */
  statAt(flags, path) {
    return attempt(async () => newStat(await this.#statAt(flags, path)));
  }

  metadataHash() {
    return attempt(async () => this.#host.hash(await this.#node.stat()));
  }

  /** @param {PathFlags} flags @param {string} path */
  metadataHashAt(flags, path) {
    return attempt(async () => this.#host.hash(await this.#statAt(flags, path)));
  }

  /** @param {any} other a descriptor of any host's */
  async isSameObject(other) {
    try {
      const [a, b] = await Promise.all([this.#node.stat(), other.#node.stat()]);
      return a.identity[0] === b.identity[0] && a.identity[1] === b.identity[1];
    } catch {
      return false; // one of them cannot be looked at any more
    }
  }

  /** @param {PathFlags} flags @param {string} path @param {NewTimestamp} accessed @param {NewTimestamp} modified */
  setTimesAt({ symlinkFollow = false }, path, accessed, modified) {
    return attempt(() => {
      const [base, parsed] = this.#in(path, true);
      checkTimes(accessed, modified);
      return walk(base, parsed, symlinkFollow, async ({ directory, name }) => {
        const stat = name === undefined ? await directory.stat() : await directory.statOf(name);
        if (parsed.slash && stat.kind !== 'directory') throw failure('not-directory');
        const times = newTimes(accessed, modified, stat);
        if (!times) return;
        await (name === undefined ? directory.setTimes(times) : directory.setTimesOf(name, times));
      });
    });
  }

  /**
   * @param {PathFlags} pathFlags
   * @param {string} path
   * @param {OpenFlags} open
   * @param {DescriptorFlags} flags
   * @param {{ signal: AbortSignal }} [options]
   */
  openAt({ symlinkFollow = false }, path, open, flags, options) {
    return attempt(async () => {
      const change = flags.write || flags.mutateDirectory || open.create || open.truncate;
      const [base, parsed] = this.#in(path, change === true);
      if (open.directory && (open.create || open.exclusive || open.truncate)) throw failure('invalid');
      const giveBack = this.#host.reserve();
      try {
        const { node, flags: given } = await walk(base, parsed, symlinkFollow, (place) =>
          openPlace(place, parsed.slash, open, flags),
        );
        const descriptor = new Descriptor(this.#host, node, given, this.#mutable, () => {
          giveBack();
          node.release();
        });
        // A guest that has given the call up does not get it.
        if (options?.signal.aborted) descriptor[dispose]();
        return /** @type {any} */ (descriptor);
      } catch (e) {
        giveBack();
        throw e;
      }
    });
  }

  /** @param {string} path */
  createDirectoryAt(path) {
    return attempt(() => {
      const [base, { steps }] = this.#in(path, true);
      return walk(base, { steps, slash: false }, false, async ({ directory, name }) => {
        if (name === undefined) throw failure('exist');
        await directory.makeDirectory(name);
      });
    });
  }

  /** @param {string} path */
  removeDirectoryAt(path) {
    return attempt(async () => {
      const [base, parsed] = this.#in(path, true);
      // With a slash, a link is followed, and may lead out.
      if (parsed.slash) await walk(base, parsed, false, async () => {});
      return walk(base, { steps: parsed.steps, slash: false }, false, ({ directory, name }) =>
        directory.removeDirectory(named(name, 'invalid')),
      );
    });
  }

  /** @param {string} path */
  unlinkFileAt(path) {
    return attempt(() => {
      const [base, parsed] = this.#in(path, true);
      return walk(base, parsed, false, async ({ directory, name }) => {
        if (!parsed.slash) return directory.unlink(named(name, 'is-directory'));
        const stat = name === undefined ? undefined : await directory.statOf(name);
        throw failure(stat && stat.kind !== 'directory' ? 'not-directory' : 'is-directory');
      });
    });
  }

  /** @param {string} path */
  readlinkAt(path) {
    return attempt(() => {
      const [base, parsed] = this.#in(path, false);
      return walk(base, parsed, false, async ({ directory, name }) => {
        const target = await directory.readLink(named(name, 'invalid'));
        if (typeof target !== 'string') throw failure(target[0] === 0x2f ? 'not-permitted' : 'illegal-byte-sequence');
        if (target.startsWith('/')) throw failure('not-permitted');
        return target;
      });
    });
  }

  /** @param {string} target @param {string} path */
  symlinkAt(target, path) {
    return attempt(() => {
      const [base, { steps, slash }] = this.#in(path, true);
      parsePath(target);
      if (slash) throw failure('no-entry');
      return walk(base, { steps, slash: false }, false, async ({ directory, name }) => {
        await directory.makeLink(named(name, 'exist'), target);
      });
    });
  }

  /** @param {PathFlags} flags @param {string} oldPath @param {any} to @param {string} newPath */
  linkAt(flags, oldPath, to, newPath) {
    return attempt(() => {
      // The link at the end could not be followed without a race.
      if (flags.symlinkFollow) throw failure('invalid');
      return this.#both(oldPath, to, newPath, (from, oldName, dest, newName) =>
        from.link(named(oldName, 'not-permitted'), dest, named(newName, 'exist')),
      );
    });
  }

  /** @param {string} oldPath @param {any} to @param {string} newPath */
  renameAt(oldPath, to, newPath) {
    return attempt(() =>
      this.#both(oldPath, to, newPath, (from, oldName, dest, newName) =>
        from.rename(named(oldName, 'busy'), dest, named(newName, 'busy')),
      ),
    );
  }

  /**
   * Makes a change that concerns two paths.
   * @param {string} oldPath
   * @param {Descriptor} to
   * @param {string} newPath
   * @param {(from: Directory, oldName: Name | undefined, dest: Directory, newName: Name | undefined) => Promise<void>} change
   */
  async #both(oldPath, to, newPath, change) {
    const [from, old] = this.#in(oldPath, true);
    const [dest, { steps, slash }] = to.#in(newPath, true);
    if (from.tree !== dest.tree) throw failure('cross-device');
    await walk(from, { steps: old.steps, slash: false }, false, async (source) => {
      if (old.slash || slash) {
        // Only a directory may be called so.
        const stat = source.name === undefined ? undefined : await source.directory.statOf(source.name);
        if (stat && stat.kind !== 'directory') throw failure('not-directory');
      }
      await walk(dest, { steps, slash: false }, false, (place) =>
        change(source.directory, source.name, place.directory, place.name),
      );
    });
  }
}

/**
 * The name at the end of a path, which is not that of a directory itself.
 * @param {Name | undefined} name
 * @param {import('./code.js').Code} code the error if it is
 */
function named(name, code) {
  if (name === undefined) throw failure(code);
  return name;
}
