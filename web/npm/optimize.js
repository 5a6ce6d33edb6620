// The option optimize, in Node: core modules go through wasm-opt, a program of the package binaryen.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { optionError } from './errors.js';
import { findProgram, needsShell } from './programs.js';

/** jco's arguments. */
const defaultArgs = ['-Oz', '--low-memory-unused', '--strip-debug'];

/** The features that compilers turn on today and engines have, as in cmd/jco-go/optimize.go. */
const features = [
  ...['sign-ext', 'mutable-globals', 'nontrapping-float-to-int', 'bulk-memory', 'simd', 'reference-types'],
  ...['multivalue', 'exception-handling', 'tail-call', 'extended-const', 'gc'],
].map((feature) => `--enable-${feature}`);

/**
 * @param {{ args?: string[], program?: string }} how
 * @returns {(module: Uint8Array) => Uint8Array}
 */
export function optimizer({ args = defaultArgs, program = findWasmOpt() }) {
  return (module) => {
    const dir = mkdtempSync(join(tmpdir(), 'jco-go-opt-'));
    try {
      const [before, after] = [join(dir, 'in.wasm'), join(dir, 'out.wasm')];
      writeFileSync(before, module);
      const run = spawnSync(program, [...features, ...args, before, '-o', after], {
        encoding: 'utf8',
        shell: needsShell(program),
      });
      if (run.error) throw optionError('optimize', `${program}: ${run.error.message}`);
      if (run.status !== 0) throw optionError('optimize', `${program} failed: ${run.stderr.trim()}`);
      return readFileSync(after);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  };
}

function findWasmOpt() {
  const folders = [];
  for (let dir = process.cwd(); ; dir = dirname(dir)) {
    folders.push(join(dir, 'node_modules', '.bin'));
    if (dirname(dir) === dir) break;
  }
  const found = findProgram('wasm-opt', folders);
  if (!found) throw optionError('optimize', 'there is no wasm-opt; npm install binaryen brings one');
  return found;
}
