// WASI 0.3 for pages and workers: all packages with one set of options.

import { importsOf } from '../imports.js';
import * as cli from './cli.js';
import * as clocks from './clocks.js';
import * as filesystem from './filesystem.js';
import * as http from './http.js';
import * as random from './random.js';
import * as sockets from './sockets.js';

export { ExitError, runCommand } from '../cli/exit.js';
export { memory, opfs, readOnly } from './filesystem.js';

/**
 * @param {import('../index.js').WasiOptions} [options]
 * @returns {import('../index.js').WasiImports}
 */
export function wasi(options = {}) {
  return /** @type {any} */ (
    importsOf({
      cli: cli.interfaces(options),
      clocks: clocks.interfaces(),
      filesystem: filesystem.interfaces(options),
      http: http.interfaces(options),
      random: random.interfaces(),
      sockets: sockets.interfaces(options),
    })
  );
}
