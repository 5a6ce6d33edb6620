// The rows of calls: in Node by run-workload.mjs, a process for each workload; in Go by ./native.

import { join } from 'node:path';
import { run } from '../lib/run.mjs';
import { node26, root } from '../lib/setup.mjs';
import { build, cache, tools, transpile } from './tools.mjs';
import { judgeCall } from './verdicts.mjs';
import { components } from './workloads.mjs';

/** @typedef {import('./types.js').CallRow} CallRow */
/** @typedef {import('./types.js').Workload} Workload */
/** @typedef {{ rounds: number, ms: number }} Effort */

/**
 * @param {Workload} workload
 * @param {Effort} effort
 * @returns {Promise<CallRow>}
 */
export async function measureInNode(workload, effort) {
  const { id, title, limit, bare, goal, atBare } = workload;
  /** @type {Record<string, string>} */
  const errors = {};
  /** @type {{ name: string, glue?: string }[]} */
  const contestants = [{ name: 'limit' }];
  if (bare) contestants.push({ name: 'bare' });
  for (const tool of tools) {
    const options = ['-I', 'async', ...((tool === 'jco' && workload.jcoOptions) || [])];
    const component = join(root, components[workload.component]);
    try {
      contestants.push({ name: tool, glue: await transpile(tool, component, workload.component, options) });
    } catch (e) {
      errors[tool] = /** @type {Error} */ (e).message;
    }
  }
  const script = join(root, 'internal', 'tools', 'bench', 'run-workload.mjs');
  const order = JSON.stringify({ workload: id, contestants, ...effort });
  const { code, stdout, output } = await run(node26, ['--expose-gc', script, order], { quiet: true });
  const measured = code === 0 ? JSON.parse(stdout) : { figures: {}, errors: { ours: output } };
  Object.assign(errors, measured.errors);
  /** @type {Omit<CallRow, 'verdict'>} */
  const row = { id, title, limit, bare, goal, atBare, figures: measured.figures, ...(size(errors) && { errors }) };
  return { ...row, verdict: judgeCall(row) };
}

/**
 * @param {(row: { id: string, title: string }) => boolean} wanted
 * @param {Effort} effort
 * @returns {Promise<CallRow[]>}
 */
export async function measureNatively(wanted, effort) {
  const program = join(cache, process.platform === 'win32' ? 'native.exe' : 'native');
  await build(program, './internal/tools/bench/native');
  const list = JSON.parse((await must(program, ['-list'])).stdout).filter(wanted);
  if (list.length === 0) return [];
  const ids = list.map((/** @type {{ id: string }} */ { id }) => id).join(',');
  const args = ['-rounds', `${effort.rounds}`, '-ms', `${effort.ms}`, '-rows', ids];
  /** @type {Omit<CallRow, 'verdict'>[]} */
  const rows = JSON.parse((await must(program, args)).stdout);
  return rows.map((row) => ({ ...row, verdict: judgeCall(row) }));
}

/** @param {string} program @param {string[]} args */
async function must(program, args) {
  const result = await run(program, args, { quiet: true });
  if (result.code !== 0) throw new Error(`the native bench failed:\n${result.output}`);
  return result;
}

/** @param {object} record */
const size = (record) => Object.keys(record).length;
