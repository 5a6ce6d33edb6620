// Runs a command: a component that exports wasi:cli/run.

import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { load } from './setup.js';

const { run } = await load();
if (typeof run?.run !== 'function') {
  console.error('jco-go: this component is no command: it does not export wasi:cli/run');
  process.exit(1);
}
try {
  await run.run();
  await setTimeout(0); // what was written goes out
  process.exit(0);
} catch (e) {
  // The error of run has no payload: the program failed and has said why.
  if (!(e instanceof Error && 'payload' in e && e.payload === undefined)) console.error(e);
  process.exit(1);
}
