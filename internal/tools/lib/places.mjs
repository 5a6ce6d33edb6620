// Where things are.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '');

/** The current Node that the tests and demos run on, an npm package. */
export const node26 = join(root, 'node_modules', '.bin', 'node');

/** The requirements of the Go tools (staticcheck). */
export const toolsMod = 'internal/tools/tools.mod';
