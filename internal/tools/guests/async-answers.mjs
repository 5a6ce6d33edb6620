// node async-answers.mjs DIR KIND [WASI]: asks the transpiled async guest in DIR, as async-checks.mjs has it for KIND (calls,
// drive or cases), and prints what was done. WASI is the address of preview2-shim's module that makes imports.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { kinds } from './async-checks.mjs';

const [dir, kind, shim] = process.argv.slice(2);
const wasi = shim ? new (await import(shim)).WASIShim().getImportObject() : undefined;
const guest = {
  load: (/** @type {string} */ file) => import(pathToFileURL(join(dir, file)).href),
  compile: async (/** @type {string} */ file) => WebAssembly.compile(await readFile(join(dir, file))),
  wasi,
};
console.log(await kinds[/** @type {keyof typeof kinds} */ (kind)](guest));
