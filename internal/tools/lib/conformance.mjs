// Building and starting the conformance runner (internal/tools/conformance).

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildRuntime } from './package.mjs';
import { run } from './run.mjs';
import { node26, root } from './setup.mjs';

export const engines = ['native', 'node', 'chromium'];

const program = join(root, '.cache', process.platform === 'win32' ? 'conformance.exe' : 'conformance');

/** Builds the runner; false if that failed. */
export async function buildRunner() {
  await buildRuntime();
  return (await run('go', ['build', '-o', program, './internal/tools/conformance'])).code === 0;
}

/**
 * Runs the built runner.
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
export async function runRunner(args) {
  return (await run(program, ['--node', node26, ...args])).code;
}

/**
 * Finds the Component Model's own suite, which is not part of this repository.
 * @returns {string | undefined} its folder of json-from-wast files
 */
export function sharedSuite() {
  const dir = join(sharedFolder(), 'component-model-tests', 'json');
  return existsSync(dir) ? dir : undefined;
}

/** $JCO_GO_SHARED, or "shared" beside the repository. */
export function sharedFolder() {
  return resolve(root, process.env.JCO_GO_SHARED || '../shared');
}
