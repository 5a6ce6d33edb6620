// WASI 0.3 for pages and workers: all packages with one set of options.

import { importsOf } from '../imports.js';
import { cli } from './cli.js';

export { ExitError, runCommand } from '../cli/exit.js';

/**
 * @param {import('../index.js').WasiOptions} [options]
 * @returns {import('../index.js').WasiImports}
 */
export function wasi(options = {}) {
  return /** @type {any} */ (importsOf({ cli: cli(options) }));
}
