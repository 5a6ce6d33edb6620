// The file system of Node.
//
// On Linux a directory is an open file descriptor, and what is in it is named by /proc/self/fd/N/NAME: the system resolves
// that one name in what is open, so that nothing that happens to the path meanwhile leads elsewhere. Elsewhere, and where
// there is no /proc, Node has nothing of the kind: a directory is its path, and who may change the tree from outside while a
// program runs can lead it out.

import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { failure } from './code.js';
import { DiskFile, kindOf, sharedStat, system, timesFor } from './diskfile.js';
import { textOf } from './path.js';

/** @import { Name } from './path.js' */
/** @import { Entry, OpenDirectory, Opening, Times } from './tree.js' */

const { constants } = fs;
const windows = process.platform === 'win32';

/** Linux's O_PATH, for which Node has no name: a directory that is only walked through needs no right to be read. */
const throughOnly = 0o10000000;

const opendir = promisify(fs.opendir);

/** Directories that nobody closes: those that were given to a host. */
const forgotten = new FinalizationRegistry((/** @type {number} */ fd) => fs.close(fd, () => {}));

/** What names stand for something else in Windows, wherever they are. */
const devices = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?$/i;

/**
 * Whether Windows would take a name for a path, a stream, a device, or another name.
 * @param {string} name
 */
export const strangeInWindows = (name) => /[\\:]|[. ]$/.test(name) || devices.test(name);

/** @implements {OpenDirectory} */
export class DiskDirectory {
  /** @type {'directory'} */
  is = 'directory';
  #uses = 1;
  #fd;
  #path;

  /**
   * @param {number | undefined} fd on Linux
   * @param {string} path elsewhere
   * @param {object} tree
   */
  constructor(fd, path, tree) {
    this.#fd = fd;
    this.#path = fd === undefined ? path : `/proc/self/fd/${fd}`;
    this.tree = tree;
  }

  /**
   * Opens a directory of the host's.
   * @param {string | URL} given
   * @param {boolean} [throughProc]
   * @throws an error of node:fs: it is not there, or no directory
   */
  static open(given, throughProc = process.platform === 'linux') {
    const real = fs.realpathSync.native(given instanceof URL ? fileURLToPath(given) : given);
    if (throughProc) {
      const fd = fs.openSync(real, throughOnly | constants.O_DIRECTORY);
      const directory = new DiskDirectory(fd, real, {});
      if (seesThrough(fd)) {
        forgotten.register(directory, fd);
        return directory;
      }
      fs.closeSync(fd);
    }
    fs.opendirSync(real).closeSync();
    return new DiskDirectory(undefined, real, {});
  }

  retain() {
    this.#uses++;
  }

  release() {
    if (--this.#uses || this.#fd === undefined) return;
    forgotten.unregister(this);
    fs.close(this.#fd, () => {});
  }

  /** What names something in this directory for node:fs. @param {Name} name */
  #at(name) {
    if (typeof name !== 'string') return Buffer.concat([Buffer.from(`${this.#path}/`), name]);
    if (windows && strangeInWindows(name)) throw failure('invalid');
    return `${this.#path}${path.sep}${name}`;
  }

  async stat() {
    return sharedStat(this.#fd === undefined ? await system.lstat(this.#path, big) : await system.fstat(this.#fd, big));
  }

  /** @returns {AsyncIterable<Entry>} */
  async *list() {
    const directory = await opendir(this.#path, { encoding: /** @type {any} */ ('buffer'), bufferSize: 256 });
    for await (const entry of directory) {
      const name = textOf(/** @type {any} */ (entry.name));
      yield { name, kind: kindOf(entry) };
    }
  }

  /** @param {Times} times */
  setTimes(times) {
    const set = this.#fd === undefined ? system.lutimes : system.utimes;
    return set(this.#path, ...timesFor(times));
  }

  /** @param {boolean} dataOnly */
  async sync(dataOnly) {
    const fd = await system.open(this.#path, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      await (dataOnly ? system.fdatasync(fd) : system.fsync(fd));
    } catch (e) {
      // Directories of some file systems cannot be synced.
      if (/** @type {NodeJS.ErrnoException} */ (e).code !== 'EINVAL') throw e;
    } finally {
      await system.close(fd);
    }
  }

  /** @param {Name} name @returns {Promise<DiskDirectory>} */
  async enter(name) {
    const at = this.#at(name);
    if (this.#fd !== undefined) {
      const fd = await system.open(at, throughOnly | constants.O_DIRECTORY | constants.O_NOFOLLOW);
      return new DiskDirectory(fd, '', this.tree);
    }
    if (!(await system.lstat(at, big)).isDirectory()) throw failure('not-directory');
    if (typeof at !== 'string') throw failure('illegal-byte-sequence');
    return new DiskDirectory(undefined, at, this.tree);
  }

  /** @param {Name} name */
  async statOf(name) {
    return sharedStat(await system.lstat(this.#at(name), big));
  }

  /** @param {Name} name @returns {Promise<Name>} */
  async readLink(name) {
    const target = await system.readlink(this.#at(name), { encoding: 'buffer' });
    const text = textOf(target);
    if (text === undefined || !windows) return text ?? target;
    if (path.isAbsolute(text)) throw failure('not-permitted');
    return text.replaceAll('\\', '/');
  }

  /** @param {Name} name @param {Opening} opening */
  openFile(name, opening) {
    return DiskFile.open(this.#at(name), opening, this.#fd !== undefined);
  }

  /** @param {Name} name @param {Times} times */
  setTimesOf(name, times) {
    return system.lutimes(this.#at(name), ...timesFor(times));
  }

  /** @param {Name} name */
  makeDirectory(name) {
    return system.mkdir(this.#at(name));
  }

  /** @param {Name} name @param {string} target */
  makeLink(name, target) {
    return system.symlink(target, this.#at(name));
  }

  /** @param {Name} name */
  removeDirectory(name) {
    return system.rmdir(this.#at(name));
  }

  /** @param {Name} name */
  async unlink(name) {
    const at = this.#at(name);
    try {
      await system.unlink(at);
    } catch (e) {
      // POSIX has EPERM for a directory, Linux EISDIR.
      if (/** @type {NodeJS.ErrnoException} */ (e).code !== 'EPERM') throw e;
      throw (await system.lstat(at, big)).isDirectory() ? failure('is-directory', e) : e;
    }
  }

  /** @param {Name} name @param {DiskDirectory} to @param {Name} newName */
  rename(name, to, newName) {
    return system.rename(this.#at(name), to.#at(newName));
  }

  /** @param {Name} name @param {DiskDirectory} to @param {Name} newName */
  link(name, to, newName) {
    return system.link(this.#at(name), to.#at(newName));
  }
}

/** @type {{ bigint: true }} */
const big = { bigint: true };

/** Whether /proc shows what a file descriptor of this process stands for. @param {number} fd */
function seesThrough(fd) {
  try {
    const [there, here] = [fs.statSync(`/proc/self/fd/${fd}/.`, big), fs.fstatSync(fd, big)];
    return there.ino === here.ino && there.dev === here.dev;
  } catch {
    return false;
  }
}
