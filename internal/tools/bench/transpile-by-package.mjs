// node transpile-by-package.mjs COMPONENT OUT: transpiles by the npm package, in a process that has done nothing else, as a
// build script does. Prints, as JSON, how many ms it took from the import of the package to its answer.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const [component, out] = process.argv.slice(2);
const start = performance.now();
const { transpile } = await import('../../../web/npm/node.js');
const { files } = await transpile(component, { name: 'component' });
const answered = performance.now() - start;
for (const [name, bytes] of Object.entries(files)) {
  const file = join(out, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
}
console.log(JSON.stringify({ answered }));
