// npm run build: makes the parts of the npm package that are not in the repository, and prints their sizes.

import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { brotli, buildPackage, builtFiles } from './lib/package.mjs';
import { ProgramFailed } from './lib/run.mjs';
import { root, setUp } from './lib/setup.mjs';
import { printTable } from './lib/table.mjs';

setUp();
try {
  await buildPackage();
} catch (e) {
  if (!(e instanceof ProgramFailed)) throw e;
  console.error(e.message);
  process.exit(1);
}
const rows = builtFiles.map((file) => {
  const data = readFileSync(file);
  const packed = file.endsWith('.br') ? data.length : brotli(data).length;
  return [relative(root, file), ...[data.length, gzipSync(data).length, packed].map(String)];
});
printTable(['file', 'bytes', 'gzip', 'brotli'], rows);
