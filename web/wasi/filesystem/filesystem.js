// Package wasi:filesystem, for any platform.

import { Descriptor } from './descriptor.js';
import { Memory } from './files.js';
import { Host } from './host.js';

/** @import { Preopen, WasiOptions } from '../index.js' */
/** @import { Directory } from './tree.js' */

/** A directory that cannot be changed. */
class ReadOnly {
  /** @param {Preopen} directory */
  constructor(directory) {
    this.directory = directory;
  }
}

/**
 * Gives a directory that a program cannot change.
 * @param {Preopen} directory
 * @returns {Preopen}
 */
export const readOnly = (directory) => /** @type {any} */ (new ReadOnly(directory));

/**
 * A tree of files in memory.
 * @param {import('../index.js').Files} [files]
 * @param {{ maxBytes?: number }} [options]
 */
export const memory = (files, options) => new Memory(files, options);

/**
 * @param {WasiOptions['preopens']} preopens
 * @param {(path: string | URL) => Directory} openPath opens a directory of the platform's
 */
export function makeFilesystem(preopens = {}, openPath) {
  const host = new Host();
  const given = [...(Symbol.iterator in preopens ? preopens : Object.entries(preopens))];
  const directories = given.map(([name, preopen]) => {
    const mutable = !(preopen instanceof ReadOnly);
    const what = preopen instanceof ReadOnly ? preopen.directory : preopen;
    try {
      return { name, node: rootOf(what, openPath), mutable };
    } catch (e) {
      throw new TypeError(`the directory for ${name} cannot be opened: ${/** @type {Error} */ (e).message}`, {
        cause: e,
      });
    }
  });
  return {
    /** @type {typeof import('../interfaces/wasi-filesystem-preopens.js')} */
    preopens: {
      getDirectories: () =>
        directories.map(({ name, node, mutable }) => {
          node.retain();
          const flags = { read: true, mutateDirectory: mutable };
          const descriptor = new Descriptor(host, node, flags, mutable, () => node.release());
          return [/** @type {any} */ (descriptor), name];
        }),
    },
    /** @type {typeof import('../interfaces/wasi-filesystem-types.js')} */
    types: { Descriptor: /** @type {any} */ (Descriptor) },
  };
}

/**
 * @param {any} preopen
 * @param {(path: string | URL) => Directory} openPath
 * @returns {Directory}
 */
function rootOf(preopen, openPath) {
  if (typeof preopen === 'string' || preopen instanceof URL) return openPath(preopen);
  if (preopen instanceof Memory) return preopen.root;
  const { [Symbol.toStringTag]: tag } = preopen ?? {};
  if (tag === 'FileSystemDirectoryHandle') throw new TypeError('give what opfs() makes of the handle');
  return memory(preopen).root;
}
