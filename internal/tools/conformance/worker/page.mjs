// The page's half of the worker for Chromium.

import { Executor } from './executor.mjs';

/** @type {any} */ (globalThis).executor = new Executor({
  module: (dir, file) => import(`${dir}/${file}`),
  core: (dir, file) => WebAssembly.compileStreaming(fetch(`${dir}/${file}`)),
});
