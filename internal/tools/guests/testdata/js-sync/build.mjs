// node build.mjs OUT: makes a component of app.js and world.wit with componentize-js, without WASI. It has to lie where it
// finds that.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { componentize } from '@bytecodealliance/componentize-js';

const { component } = await componentize({
  sourcePath: join(import.meta.dirname, 'app.js'),
  // The text, as on preview2-shim 0.26 it finds no file by witPath.
  witWorld: readFileSync(join(import.meta.dirname, 'world.wit'), 'utf8'),
  worldName: 'app',
  disableFeatures: ['stdio', 'random', 'clocks', 'http', 'fetch-event'],
});
writeFileSync(process.argv[2], component);
