// npm run build: makes the parts of the npm package that are not in the repository, and prints their sizes.

import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readOptions } from './lib/options.mjs';
import { brotli, buildNative, buildPackage, builtFiles, nativeProgram } from './lib/package.mjs';
import { runMain } from './lib/run.mjs';
import { root, setUp } from './lib/setup.mjs';
import { printTable } from './lib/table.mjs';

const usage = `npm run build -- OPTIONS

  --native  only the program jco-go for this machine, small, into bin`;

const { values: options } = readOptions(usage, { options: { native: { type: 'boolean' } } });
setUp();
await runMain(async () => {
  await (options.native ? buildNative() : buildPackage());
  const rows = (options.native ? [nativeProgram] : builtFiles).map((file) => {
    const data = readFileSync(file);
    const brotlied = options.native ? '' : String(brotli(data).length);
    return [relative(root, file), String(data.length), String(gzipSync(data).length), brotlied];
  });
  printTable(['file', 'bytes', 'gzip', 'brotli'], rows);
  return true;
});
