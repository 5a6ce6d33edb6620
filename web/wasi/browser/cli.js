// wasi:cli in pages and workers. What is exported by its name in WIT is that of a program that was given nothing.

import { makeCli } from '../cli/cli.js';
import { lines } from '../cli/sink.js';

/**
 * The interfaces of wasi:cli.
 * @param {import('../index.js').WasiOptions} [options]
 */
export function interfaces(options = {}) {
  return makeCli(options, { stdin: () => null, stdout: () => lines(console.log), stderr: () => lines(console.error) });
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
