// Makes web/runtime/jco-go-runtime.wasm and what it needs, for tests; npm run build makes everything.

import { buildRuntime } from './lib/package.mjs';

await buildRuntime();
