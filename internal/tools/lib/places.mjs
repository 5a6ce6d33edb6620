// Where things are.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '');

/** The current Node that the tests and demos run on, an npm package. */
export const node26 = join(root, 'node_modules', '.bin', 'node');

/** The requirements of the Go tools (staticcheck). */
export const toolsMod = 'internal/tools/tools.mod';

/** The folders of the repository that may hold Go: gofmt would also go into node_modules. */
export function goFolders() {
  const all = ['cmd', 'docs', 'examples', 'internal', 'jsbridge', 'polyfill', 'transpile', 'web', 'webstreams'];
  return all.filter((dir) => existsSync(join(root, dir)));
}
