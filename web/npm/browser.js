// The package in pages, workers and bundles for them: it fetches its module.

import { createApi } from './api.js';
import { optionError } from './errors.js';

export { TranspileError } from './errors.js';

export const { transpile, types, initialize } = createApi({
  module: () => compileFrom(fetch(new URL('./transpile.wasm', import.meta.url))),

  async compile(source) {
    const given = await source;
    if (given instanceof WebAssembly.Module) return given;
    if (typeof given === 'string' || given instanceof URL) return compileFrom(fetch(given));
    if (given instanceof Response) return compileFrom(given);
    return WebAssembly.compile(given);
  },

  async read(source) {
    throw new TypeError(`give the bytes of ${String(source)}: there are no files in a browser`);
  },

  runtime: () =>
    Promise.all([
      bytesFrom(fetch(new URL('../runtime/jco-go-runtime.js', import.meta.url))),
      bytesFrom(fetch(new URL('../runtime/jco-go-runtime.wasm', import.meta.url))),
    ]),

  witTypes: async () => undefined,

  optimizer() {
    throw optionError('optimize', 'is not available in a browser, which runs no wasm-opt');
  },

  async minify() {
    throw optionError('minify', 'is not available in a browser; a bundler minifies the module');
  },
});

/** @param {Promise<Response>} source */
async function bytesFrom(source) {
  const response = await source;
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** @param {Response | Promise<Response>} source */
async function compileFrom(source) {
  const response = await source;
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${response.statusText}`);
  // Engines insist on the type, servers do not always know it.
  const type = response.headers.get('content-type') ?? '';
  if (/^application\/wasm($|;)/i.test(type)) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}
