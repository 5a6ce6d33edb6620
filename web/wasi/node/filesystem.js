// wasi:filesystem in Node: its own file system, and trees in memory. What is exported by its name in WIT is that of a program
// that was given nothing.

import { DiskDirectory } from '../filesystem/disk.js';
import { makeFilesystem } from '../filesystem/filesystem.js';

export { memory, readOnly } from '../filesystem/filesystem.js';

/**
 * The interfaces of wasi:filesystem.
 * @param {import('../index.js').WasiOptions} [options]
 */
export const interfaces = ({ preopens } = {}) => makeFilesystem(preopens, (path) => DiskDirectory.open(path));

export const { preopens, types } = interfaces();
