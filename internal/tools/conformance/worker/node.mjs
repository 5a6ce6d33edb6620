// The worker for Node: answers each request, a line of JSON on stdin, by a line on stdout.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { Executor } from './executor.mjs';

// Only answers may go to stdout.
console.log = console.info = console.debug = console.error;

const executor = new Executor({
  module: (dir, file) => import(pathToFileURL(path.join(dir, file)).href),
  core: async (dir, file) => WebAssembly.compile(await readFile(path.join(dir, file))),
});

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await executor.run(JSON.parse(line)))}\n`);
}
