// Open files of Node's file system.

import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import { promisify } from 'node:util';
import { failure } from './code.js';

/** @import { Kind, OpenFile, Opening, Stat, Times } from './tree.js' */

const { constants } = fs;

/** The functions of node:fs that the trees use, as they give promises. */
export const system = {
  close: promisify(fs.close),
  fdatasync: promisify(fs.fdatasync),
  fstat: promisify(fs.fstat),
  fsync: promisify(fs.fsync),
  ftruncate: promisify(fs.ftruncate),
  futimes: promisify(fs.futimes),
  link: promisify(fs.link),
  lstat: promisify(fs.lstat),
  lutimes: promisify(fs.lutimes),
  mkdir: promisify(fs.mkdir),
  open: promisify(fs.open),
  read: promisify(fs.read),
  readlink: promisify(fs.readlink),
  rename: promisify(fs.rename),
  rmdir: promisify(fs.rmdir),
  symlink: promisify(fs.symlink),
  unlink: promisify(fs.unlink),
  utimes: promisify(fs.utimes),
  write: promisify(fs.write),
};

/** How much is read at once. */
const chunk = 1 << 16;

/** What a pipe or a terminal that came in between must not do: be waited for, follow, become the process's. */
const careful = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** @type {{ bigint: true }} */
const big = { bigint: true };

/** @implements {OpenFile} */
export class DiskFile {
  /** @type {'file'} */
  is = 'file';
  #uses = 1;
  #fd;
  #throughProc;
  /** What appends, one after the other. @type {Promise<unknown>} */
  #appending = Promise.resolve();

  /**
   * @param {number} fd
   * @param {boolean} throughProc whether /proc/self/fd shows it
   */
  constructor(fd, throughProc) {
    this.#fd = fd;
    this.#throughProc = throughProc;
  }

  /**
   * @param {string | Buffer} path
   * @param {Opening} opening
   * @param {boolean} throughProc
   */
  static async open(path, { read, write, create, exclusive, sync }, throughProc) {
    let flags = careful | (write ? (read ? constants.O_RDWR : constants.O_WRONLY) : constants.O_RDONLY);
    if (create) flags |= constants.O_CREAT;
    if (create && exclusive) flags |= constants.O_EXCL;
    if (sync === 'file') flags |= constants.O_SYNC ?? 0;
    if (sync === 'data') flags |= constants.O_DSYNC ?? constants.O_SYNC ?? 0;
    const fd = await system.open(path, flags);
    const file = new DiskFile(fd, throughProc);
    try {
      const stat = await system.fstat(fd, big);
      if (!stat.isFile()) throw failure(stat.isDirectory() ? 'is-directory' : 'access');
      return file;
    } catch (e) {
      file.release();
      throw e;
    }
  }

  retain() {
    this.#uses++;
  }

  release() {
    if (--this.#uses === 0) fs.close(this.#fd, () => {});
  }

  async stat() {
    return sharedStat(await system.fstat(this.#fd, big));
  }

  /** @param {bigint} position */
  async read(position) {
    const buffer = new Uint8Array(chunk);
    const { bytesRead } = await system.read(this.#fd, buffer, 0, chunk, /** @type {any} */ (position));
    return buffer.subarray(0, bytesRead);
  }

  /** @param {Uint8Array} bytes @param {bigint} position */
  async write(bytes, position) {
    if (position + BigInt(bytes.length) > Number.MAX_SAFE_INTEGER) throw failure('file-too-large');
    await writeAll(this.#fd, bytes, Number(position));
  }

  async appender() {
    if (this.#throughProc) {
      // The same file once more, at whose end the system writes.
      const fd = await system
        .open(`/proc/self/fd/${this.#fd}`, constants.O_WRONLY | constants.O_APPEND)
        .catch(() => undefined);
      if (fd !== undefined) {
        return {
          append: (/** @type {Uint8Array} */ bytes) => writeAll(fd, bytes, null),
          close: () => fs.close(fd, () => {}),
        };
      }
    }
    return { append: (/** @type {Uint8Array} */ bytes) => this.#appendAtSize(bytes), close() {} };
  }

  /**
   * Who appends from outside at the same time may be overwritten.
   * @param {Uint8Array} bytes
   */
  #appendAtSize(bytes) {
    const done = this.#appending.then(async () => this.write(bytes, (await system.fstat(this.#fd, big)).size));
    this.#appending = done.catch(() => {});
    return done;
  }

  /** @param {bigint} size */
  async truncate(size) {
    if (size > Number.MAX_SAFE_INTEGER) throw failure('file-too-large');
    await system.ftruncate(this.#fd, Number(size));
  }

  /** @param {Times} times */
  setTimes(times) {
    return system.futimes(this.#fd, ...timesFor(times));
  }

  /** @param {boolean} dataOnly */
  sync(dataOnly) {
    return dataOnly ? system.fdatasync(this.#fd) : system.fsync(this.#fd);
  }
}

/**
 * @param {number} fd
 * @param {Uint8Array} bytes
 * @param {number | null} position null: where the file descriptor is
 */
async function writeAll(fd, bytes, position) {
  for (let done = 0; done < bytes.length; ) {
    const at = position === null ? null : position + done;
    const { bytesWritten } = await system.write(fd, bytes, done, bytes.length - done, at);
    if (bytesWritten === 0) throw failure('insufficient-space');
    done += bytesWritten;
  }
}

/** @param {fs.BigIntStats} stat @returns {Stat} */
export function sharedStat(stat) {
  return {
    kind: kindOf(stat),
    links: stat.nlink,
    size: stat.size,
    accessed: stat.atimeNs,
    modified: stat.mtimeNs,
    changed: stat.ctimeNs,
    identity: [stat.dev, stat.ino],
  };
}

/** @param {Pick<fs.Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink' | 'isFIFO' | 'isSocket' | 'isBlockDevice' | 'isCharacterDevice'>} entry @returns {Kind} */
export function kindOf(entry) {
  if (entry.isFile()) return 'regular-file';
  if (entry.isDirectory()) return 'directory';
  if (entry.isSymbolicLink()) return 'symbolic-link';
  if (entry.isFIFO()) return 'fifo';
  if (entry.isSocket()) return 'socket';
  if (entry.isBlockDevice()) return 'block-device';
  return entry.isCharacterDevice() ? 'character-device' : 'other';
}

/**
 * Times as node:fs takes them: seconds, or a Date before 1970, for which numbers mean something else.
 * @param {Times} times
 * @returns {[number | Date, number | Date]}
 */
export function timesFor(times) {
  const [accessed, modified] = times.map((time) =>
    time < 0
      ? new Date(Number(time / 1_000_000n))
      : Number(time / 1_000_000_000n) + Number(time % 1_000_000_000n) / 1e9,
  );
  return [accessed, modified];
}
