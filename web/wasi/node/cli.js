// wasi:cli in Node. What is exported by its name in WIT is that of a program that was given nothing.

import process from 'node:process';
import { makeCli } from '../cli/cli.js';

/**
 * The interfaces of wasi:cli.
 * @param {import('../index.js').WasiOptions} [options]
 */
export function interfaces(options = {}) {
  return makeCli(options, { stdin: () => process.stdin, stdout: () => process.stdout, stderr: () => process.stderr });
}

export const {
  environment,
  exit,
  stdin,
  stdout,
  stderr,
  terminalInput,
  terminalOutput,
  terminalStdin,
  terminalStdout,
  terminalStderr,
} = interfaces();
