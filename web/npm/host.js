// What the command line needs and Go does not have on js/wasm: other programs, a minifier, an engine. See
// cmd/jco-go/program_js.go, cmd/jco-go/validatecode_js.go and internal/minify/minify_js.go.

import { spawn } from 'node:child_process';
import { minify } from './minify.js';
import { findProgram, needsShell } from './programs.js';

export const host = {
  find: findProgram,

  /**
   * Runs a program to its end.
   * @param {string} program
   * @param {string[]} args
   * @param {boolean} stdin whether it has this process's; if not, it has none
   * @param {boolean} stdout whether it has this process's; if not, what it writes is in the result
   * @param {boolean} stderr
   * @param {number} patience milliseconds that it may take to end after it was asked to
   * @returns {{ ended: Promise<{ code: number, stdout: string, stderr: string, interrupted: boolean }>, end: (signal:
   *   NodeJS.Signals) => void }} code is -1 if a signal ended it; ended rejects if it could not be started; end asks it to end
   */
  run(program, args, stdin, stdout, stderr, patience) {
    const result = { code: -1, stdout: '', stderr: '', interrupted: false };
    const child = spawn(program, args, {
      shell: needsShell(program),
      stdio: [stdin ? 'inherit' : 'ignore', stdout ? 'inherit' : 'pipe', stderr ? 'inherit' : 'pipe'],
    });
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      result.stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      result.stderr += text;
    });
    // This process ends after the program, so that what was made for it can be removed.
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const end = (/** @type {NodeJS.Signals} */ signal) => {
      result.interrupted = true;
      child.kill(signal);
      timer ??= setTimeout(() => child.kill('SIGKILL'), patience);
    };
    process.on('SIGINT', end).on('SIGTERM', end);
    const ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ ...result, code: code ?? -1 }));
    }).finally(() => {
      clearTimeout(timer);
      process.off('SIGINT', end).off('SIGTERM', end);
    });
    return { ended, end };
  },

  /**
   * What is wrong with a core module.
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  validate(bytes) {
    try {
      new WebAssembly.Module(bytes);
      return undefined;
    } catch (e) {
      return /** @type {Error} */ (e).message.replace(/^WebAssembly\.Module\(\): /, '');
    }
  },

  minify,
};
