// A worker that is no module: --tla-compat. The core modules are files.

import { askAsync, askTools } from './ask.js';
import { $init, tools } from './out/compat.js';
import * as waits from './out/waits-compat.js';

Promise.all([$init, waits.$init])
  .then(() => askAsync(waits))
  .then((answers) => postMessage({ 'tla-compat': askTools(tools), 'async, tla-compat': answers }));
