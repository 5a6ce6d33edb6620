// A worker that is no module: --tla-compat. The core module is a file.

import { askTools } from './ask.js';
import { $init, tools } from './out/compat.js';

$init.then(() => postMessage({ 'tla-compat': askTools(tools) }));
