// Runs the examples' calls in Node: answer-in-node.mjs URL-OF-DEMO.JSON prints the answers as JSON. It runs on the Node of
// node_modules, whichever Node `npm start` itself runs on.

import { readFile } from 'node:fs/promises';
import { instantiator, runExample } from '../../web/demo/run-example.js';

const base = new URL(process.argv[2]);
/** @type {import('../../web/demo/types.js').Demo} */
const demo = JSON.parse(await readFile(base, 'utf8'));

/** @type {Record<string, import('../../web/demo/types.js').Answer[]>} */
const examples = {};
for (const example of demo.examples) {
  const instantiate = instantiator(example, base, async (url) => WebAssembly.compile(await readFile(url)));
  examples[example.name] = await runExample(example, instantiate);
}
process.stdout.write(JSON.stringify({ version: `Node ${process.versions.node}`, examples }));
