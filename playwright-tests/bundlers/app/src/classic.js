// A script that is no module: --tla-compat, and the core modules in the glue.

import { askTools } from './ask.js';
import { $init, tools } from './out/classic.js';

$init.then(() => {
  globalThis.__report = { page: { 'one file': askTools(tools) } };
});
