// Runs a command of WASI 0.2: a component that exports wasi:cli/run.

import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { explain, isTrap } from './given.js';
import { load, request } from './setup.js';

const { run } = await load();
try {
  await run.run();
  await setTimeout(0); // what was written goes out
  process.exit(0);
} catch (e) {
  // The error of run has no payload: the program failed and has said why.
  if (!(e instanceof Error && 'payload' in e && e.payload === undefined))
    console.error(isTrap(e) ? `jco-go: ${request.path}: ${explain(e)}` : e);
  process.exit(isTrap(e) ? 134 : 1);
}
