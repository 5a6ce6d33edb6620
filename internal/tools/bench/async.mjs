// The rows of async functions in Node: what they take, against what the project wants. A row has no contestants: jco 1.35
// takes a thousand times as long for what it can do of it.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFolder } from '../lib/conformance.mjs';
import { buildRuntime } from '../lib/package.mjs';
import { run } from '../lib/run.mjs';
import { node26, root } from '../lib/setup.mjs';
import { asyncWorkloads } from './async-workloads.mjs';
import { transpile } from './tools.mjs';
import { duration, size } from './units.mjs';

/** @typedef {import('./types.js').AsyncRow} AsyncRow */

const script = join(root, 'internal', 'tools', 'bench', 'run-async.mjs');

/** The components of the workloads. A guest of $JCO_GO_SHARED may not be there. */
const components = {
  async: join(root, 'testdata', 'bench', 'async.wasm'),
  rust: join(sharedFolder(), 'guests', 'rust-async', 'guest-async.wasm'),
};

/** @param {(row: { id: string, title: string }) => boolean} wanted */
export const wantedAsync = (wanted) =>
  asyncWorkloads.filter((w) => wanted({ ...w, id: `async-${w.id}` }) && existsSync(components[w.component]));

/**
 * @param {import('./types.js').AsyncWorkload} workload
 * @param {{ rounds: number, ms: number, quick: boolean }} effort
 * @returns {Promise<AsyncRow>}
 */
export async function measureAsync({ id, title, component, unit, goal }, effort) {
  await buildRuntime();
  /** @type {Omit<AsyncRow, 'verdict'>} */
  const row = { id: `async-${id}`, title, unit, goal };
  try {
    const folder = await transpile('ours', components[component], component, ['-I', 'async']);
    const order = JSON.stringify({ id, folder, component, ...effort });
    const { code, stdout, output } = await run(node26, ['--expose-gc', script, order], { quiet: true });
    if (code !== 0) throw new Error(output);
    Object.assign(row, JSON.parse(stdout));
  } catch (e) {
    const text = /** @type {Error} */ (e).message;
    return { ...row, errors: { ours: text }, verdict: { ok: false, text: 'FAILED: ours' } };
  }
  const most = goal + (row.over ?? 0);
  const ok = (row.cpu ?? row.value ?? 0) <= most;
  return { ...row, verdict: { ok, text: ok ? '' : `wanted ≤ ${unit === 'ns' ? duration(most) : size(most)}` } };
}
