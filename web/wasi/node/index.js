// WASI 0.3 for Node: all packages with one set of options.

import { hostOf } from '../imports.js';
import { interfaces as cli } from './cli.js';
import { interfaces as clocks } from './clocks.js';
import { interfaces as filesystem } from './filesystem.js';
import { interfaces as http } from './http.js';
import { interfaces as random } from './random.js';
import { interfaces as sockets } from './sockets.js';

export { ExitError, runCommand } from '../cli/exit.js';
export { memory, readOnly } from './filesystem.js';

export const wasi = hostOf({ cli, clocks, filesystem, http, random, sockets });
