// wasi:filesystem in pages and workers: trees in memory. What is exported by its name in WIT is that of a program that was
// given nothing.

import { makeFilesystem } from '../filesystem/filesystem.js';

export { memory, readOnly } from '../filesystem/filesystem.js';
export { opfs } from '../filesystem/opfs.js';

/**
 * The interfaces of wasi:filesystem.
 * @param {import('../index.js').WasiOptions} [options]
 */
export const interfaces = ({ preopens } = {}) =>
  makeFilesystem(preopens, (path) => {
    throw new TypeError(`a browser has no directory ${path}; give files, or what opfs() gives`);
  });

export const { preopens, types } = interfaces();
