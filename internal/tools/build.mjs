// npm run build: makes the parts of the npm package that are not in the repository, and prints their sizes.

import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { brotli, buildPackage, builtFiles } from './lib/package.mjs';
import { runMain } from './lib/run.mjs';
import { root, setUp } from './lib/setup.mjs';
import { printTable } from './lib/table.mjs';

setUp();
await runMain(async () => {
  await buildPackage();
  const rows = builtFiles.map((file) => {
    const data = readFileSync(file);
    return [relative(root, file), ...[data, gzipSync(data), brotli(data)].map(({ length }) => String(length))];
  });
  printTable(['file', 'bytes', 'gzip', 'brotli'], rows);
  return true;
});
