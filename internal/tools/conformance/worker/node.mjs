// The worker for Node: answers each request, a line of JSON on stdin, by a line on stdout.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { Executor } from './executor.mjs';
import { takeAway } from './without.mjs';

// Only answers may go to stdout.
console.log = console.info = console.debug = console.error;

takeAway({ jspi: Boolean(process.env.JCO_GO_NO_JSPI), multiMemory: Boolean(process.env.JCO_GO_NO_MULTI_MEMORY) });

const runtime = path.join(import.meta.dirname, '../../../../web/runtime');
const executor = new Executor({
  module: (dir, file) => import(pathToFileURL(path.join(dir, file)).href),
  core: async (dir, file) => WebAssembly.compile(await readFile(path.join(dir, file))),
  runtime: async (file) => WebAssembly.compile(await readFile(path.join(runtime, file))),
});

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await executor.run(JSON.parse(line)))}\n`);
}
