// What open-at opens.

import { failure } from './code.js';
import { statOf } from './walk.js';

/** @import { DescriptorFlags, OpenFlags } from '../interfaces/wasi-filesystem-types.js' */
/** @import { Directory, File } from './tree.js' */
/** @import { Place } from './walk.js' */

/**
 * Opens what is at a place. What can be done in a directory is decided where it was given to the guest. What is opened for
 * nothing is opened to be read, and what may have to be created to be written as well.
 *
 * @param {Place} place
 * @param {boolean} slash whether the path ends with one
 * @param {OpenFlags} open
 * @param {DescriptorFlags} flags
 * @returns {Promise<{ node: File | Directory, flags: DescriptorFlags }>}
 */
export async function openPlace({ directory, name }, slash, open, flags) {
  const stat = name === undefined ? undefined : await statOf(directory, name);
  if (name === undefined || stat?.kind === 'directory') {
    if (open.create && open.exclusive) throw failure('exist');
    if (flags.write || open.truncate || open.create) throw failure('is-directory');
    const node = name === undefined ? directory : await directory.enter(name);
    if (node === directory) node.retain();
    return { node, flags: { read: true, mutateDirectory: flags.mutateDirectory === true } };
  }
  if (!stat) {
    if (!open.create) throw failure('no-entry');
    if (slash) throw failure('is-directory');
  } else {
    if (open.create && open.exclusive) throw failure('exist');
    if (stat.kind === 'symbolic-link') throw failure('loop');
    if (open.directory || slash) throw failure('not-directory');
    if (stat.kind !== 'regular-file') throw failure('access');
  }
  const { fileIntegritySync, requestedWriteSync, dataIntegritySync } = flags;
  const write = flags.write === true || open.create === true;
  const read = flags.read === true || flags.write !== true;
  const node = await directory.openFile(name, {
    read,
    write: write || open.truncate === true,
    create: open.create === true,
    exclusive: open.exclusive === true,
    sync: fileIntegritySync || requestedWriteSync ? 'file' : dataIntegritySync ? 'data' : '',
  });
  try {
    if (open.truncate) await node.truncate(0n);
  } catch (e) {
    node.release();
    throw e;
  }
  return { node, flags: { ...flags, read, write, mutateDirectory: false } };
}
