// The package in Node, Deno and Bun: it reads its module from its own folder.

import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { createApi, witText } from './api.js';
import { minify } from './minify.js';
import { isWit, pathOf, witTypes } from './native.js';
import { optimizer } from './optimize.js';

export { TranspileError } from './errors.js';

export const { transpile, types, initialize } = createApi({
  async module() {
    return WebAssembly.compile(await readFile(new URL('./transpile.wasm', import.meta.url)));
  },

  async compile(source) {
    const given = await source;
    if (given instanceof WebAssembly.Module) return given;
    if (typeof given === 'string' || given instanceof URL) return WebAssembly.compile(await readFile(given));
    if (given instanceof Response) return WebAssembly.compile(await given.arrayBuffer());
    return WebAssembly.compile(given);
  },

  async read(source) {
    const path = pathOf(source);
    if (await isWit(path)) throw witText();
    return { component: await readFile(path), name: basename(path, extname(path)) };
  },

  runtime: () =>
    Promise.all([
      readFile(new URL('../runtime/jco-go-runtime.js', import.meta.url)),
      readFile(new URL('../runtime/jco-go-runtime.wasm', import.meta.url)),
    ]),

  witTypes,
  minify,
  optimizer,
});
