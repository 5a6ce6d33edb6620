// The option optimize, in Node: core modules go through wasm-opt, a program of the package binaryen.

import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { optionError } from './errors.js';

const windows = process.platform === 'win32';

/** jco's arguments, and the features that compilers turn on today. */
const defaultArgs = ['-Oz', '--low-memory-unused', '--strip-debug', '--all-features'];

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
      const run = spawnSync(program, [...args, before, '-o', after], { encoding: 'utf8', shell: windows });
      if (run.error) throw optionError('optimize', `${program}: ${run.error.message}`);
      if (run.status !== 0) throw optionError('optimize', `${program} failed: ${run.stderr.trim()}`);
      return readFileSync(after);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  };
}

function findWasmOpt() {
  const name = windows ? 'wasm-opt.cmd' : 'wasm-opt';
  const folders = [];
  for (let dir = process.cwd(); ; dir = dirname(dir)) {
    folders.push(join(dir, 'node_modules', '.bin'));
    if (dirname(dir) === dir) break;
  }
  folders.push(...(process.env.PATH ?? '').split(delimiter).filter(Boolean));
  for (const folder of folders) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // not there
    }
  }
  throw optionError('optimize', 'there is no wasm-opt; npm install binaryen brings one');
}
