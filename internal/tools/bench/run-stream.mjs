// One workload of streams, of one tool, in a process of its own: run-stream.mjs JSON prints its figures as JSON. It wants
// node --expose-gc. A tool that stops answering does not keep the process.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { measureAwaited, sample } from './processor.mjs';
import { copies, streamWorkloads } from './stream-workloads.mjs';

const { id, tool, folder, rounds, ms } = JSON.parse(process.argv[2]);
const workload = /** @type {import('./types.js').StreamWorkload} */ (streamWorkloads.find((w) => w.id === id));
const { instantiate } = await import(pathToFileURL(join(folder, 'streams.js')).href);
const compiled = (/** @type {string} */ file) => new WebAssembly.Module(readFileSync(join(folder, file)));

/** How long jco may take for what it is asked, in milliseconds. */
const longest = 20_000;

/** @type {import('./types.js').Streaming} */
const guests = { api: await instantiate(compiled, {}), other: await instantiate(compiled, {}) };

/** @param {object} figures */
const print = (figures) => process.stdout.write(JSON.stringify(figures), () => process.exit());

if (tool === 'ours') {
  const effort = { rounds, ms };
  const ours = await measureAwaited((n) => workload.loop(guests, n), 1, effort);
  const copy = workload.part === undefined ? undefined : await measureAwaited(await copies(), 1, effort);
  print({ ours, copy });
} else if (typeof workload.jco === 'object') {
  const { n, loop = workload.loop } = workload.jco;
  const late = new Promise((_, reject) => {
    setTimeout(reject, longest, new Error(`no end within ${longest / 1000} s`));
  });
  const measured = async () => {
    await loop(guests, n);
    return sample((n) => loop(guests, n), n);
  };
  // What is thrown where nobody waits for it counts as well.
  const thrown = new Promise((_, reject) => {
    process.on('uncaughtException', reject);
    process.on('unhandledRejection', reject);
  });
  try {
    print({ jco: await Promise.race([measured(), late, thrown]) });
  } catch (e) {
    print({ without: String(/** @type {any} */ (e)?.message ?? e).split('\n', 1)[0] });
  }
}
