// The page's half of the worker for Chromium.

import { Executor } from './executor.mjs';
import { takeAway } from './without.mjs';

const without = new URLSearchParams(location.search);
takeAway({ jspi: without.has('no-jspi'), multiMemory: without.has('no-multi-memory') });

/** @type {any} */ (globalThis).executor = new Executor({
  module: (dir, file) => import(`${dir}/${file}`),
  core: (dir, file) => WebAssembly.compileStreaming(fetch(`${dir}/${file}`)),
  runtime: (file) => WebAssembly.compileStreaming(fetch(`/runtime/${file}`)),
});
