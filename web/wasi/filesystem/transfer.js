// What streams of files and directories do. The node is released when the stream is over.

import { failed, readFrom, refused, writeTo } from '../streams.js';
import { codeOf, failure } from './code.js';
import { typeOf } from './stat.js';

/** @import { DirectoryEntry, ErrorCode } from '../interfaces/wasi-filesystem-types.js' */
/** @import { Outcome } from '../streams.js' */
/** @import { Appender, Directory, File } from './tree.js' */

/** Positions in files have 63 bits. */
const largest = (1n << 63n) - 1n;

/**
 * What a guest reads.
 * @template T
 * @param {() => Omit<import('../streams.js').Readable<T, ErrorCode>, 'codeOf'>} open throws why there is nothing
 * @returns {[AsyncIterable<T>, Promise<Outcome<ErrorCode>>]}
 */
export function give(open) {
  try {
    return readFrom({ ...open(), codeOf });
  } catch (e) {
    return failed(codeOf(e));
  }
}

/**
 * Takes what a guest writes.
 * @param {AsyncIterable<unknown>} data
 * @param {() => Omit<import('../streams.js').Writable<Uint8Array, ErrorCode>, 'codeOf'>} open throws why it cannot be
 * @returns {Promise<Outcome<ErrorCode>>}
 */
export function take(data, open) {
  try {
    return writeTo(data, { ...open(), codeOf });
  } catch (e) {
    return refused(data, codeOf(e));
  }
}

/**
 * @param {File} file
 * @param {bigint} position
 * @param {() => void} release
 */
export function reading(file, position, release) {
  let at = position;
  return {
    async pull() {
      if (at > largest) throw failure('invalid');
      const bytes = await file.read(at);
      at += BigInt(bytes.length);
      return bytes.length ? bytes : undefined;
    },
    close: release,
  };
}

/**
 * @param {File} file
 * @param {bigint} position
 * @param {() => void} release
 */
export function writing(file, position, release) {
  let at = position;
  return {
    async write(/** @type {Uint8Array} */ bytes) {
      const end = at + BigInt(bytes.length);
      if (end > largest) throw failure('file-too-large');
      await file.write(bytes, at);
      at = end;
    },
    close: release,
  };
}

/**
 * @param {File} file
 * @param {() => void} release
 */
export function appending(file, release) {
  /** @type {Appender | undefined} */
  let appender;
  return {
    async write(/** @type {Uint8Array} */ bytes) {
      appender ??= await file.appender();
      await appender.append(bytes);
    },
    close() {
      appender?.close();
      release();
    },
  };
}

/**
 * The entries of a directory. Those whose names WASI cannot express are left out, which the outcome tells.
 * @param {Directory} directory
 * @param {() => void} release
 */
export function listing(directory, release) {
  const entries = directory.list()[Symbol.asyncIterator]();
  let illegal = false;
  return {
    /** @returns {Promise<DirectoryEntry | undefined>} */
    async pull() {
      for (;;) {
        const { value, done } = await entries.next();
        if (done) break;
        if (value.name !== undefined) return { type: typeOf(value.kind), name: value.name };
        illegal = true;
      }
      if (illegal) throw failure('illegal-byte-sequence');
      return undefined;
    },
    async close() {
      await entries.return?.();
      release();
    },
  };
}
