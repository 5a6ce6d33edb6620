// Runs a command of WASI 0.3: a component that exports wasi:cli/run.

import process from 'node:process';
import { explain, isTrap } from './given.js';
import { instantiator, runCommand } from './grants.js';
import { request } from './setup.js';

const instantiate = await instantiator();
try {
  const code = await runCommand(await instantiate());
  process.exit(code);
} catch (e) {
  console.error(`jco-go: ${request.path}: ${explain(e)}`);
  process.exit(isTrap(e) ? 134 : 1);
}
