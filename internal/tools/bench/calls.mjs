// The rows of calls: in Node by run-workload.mjs, a process for each workload; in Go by ./native.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../lib/run.mjs';
import { node26, root } from '../lib/setup.mjs';
import { printProfile, profiling } from './profile.mjs';
import { build, cache, tools, transpile } from './tools.mjs';
import { judgeCall } from './verdicts.mjs';
import { components } from './workloads.mjs';

/** @typedef {import('./types.js').CallRow} CallRow */
/** @typedef {import('./types.js').Workload} Workload */
/** @typedef {{ rounds: number, ms: number }} Effort */

const script = join(root, 'internal', 'tools', 'bench', 'run-workload.mjs');
const native = join(cache, process.platform === 'win32' ? 'native.exe' : 'native');

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
  const order = JSON.stringify({ workload: id, contestants, ...effort });
  const { code, stdout, output } = await run(node26, ['--expose-gc', script, order], { quiet: true });
  const measured = code === 0 ? JSON.parse(stdout) : { figures: {}, errors: { ours: output } };
  Object.assign(errors, measured.errors);
  /** @type {Omit<CallRow, 'verdict'>} */
  const row = { id, title, limit, bare, goal, atBare, figures: measured.figures, ...(size(errors) && { errors }) };
  return { ...row, verdict: judgeCall(row) };
}

/**
 * Runs our side of a workload alone, under V8's profiler, and prints where its time went.
 * @param {Workload} workload
 */
export async function profileInNode({ id, title, component }) {
  const glue = await transpile('ours', join(root, components[component]), component, ['-I', 'async']);
  const folder = join(cache, 'profiles', id);
  const order = JSON.stringify({ workload: id, contestants: [{ name: 'ours', glue }], rounds: 10, ms: 100 });
  const { code, output } = await run(node26, [...profiling(folder), '--expose-gc', script, order], { quiet: true });
  if (code !== 0) throw new Error(`the profile of ${title} failed:\n${output}`);
  printProfile(title, folder);
}

/**
 * Runs our side of a row alone, under Go's profiler, and prints where its time went.
 * @param {{ id: string, title: string }} row
 */
export async function profileNatively({ id, title }) {
  const folder = join(cache, 'profiles');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${id}.pprof`);
  await must(native, ['-rows', id, '-cpuprofile', file, '-rounds', '10']);
  const top = await must('go', ['tool', 'pprof', '-top', '-nodecount=12', native, file]);
  console.log(`\nProfile of ${title} in Go, ours:\n\n${top.stdout.trim()}`);
}

/**
 * @param {(row: { id: string, title: string }) => boolean} wanted
 * @param {Effort} effort
 * @returns {Promise<CallRow[]>}
 */
export async function measureNatively(wanted, effort) {
  await build(native, './internal/tools/bench/native');
  const list = JSON.parse((await must(native, ['-list'])).stdout).filter(wanted);
  if (list.length === 0) return [];
  const ids = list.map((/** @type {{ id: string }} */ { id }) => id).join(',');
  const args = ['-rounds', `${effort.rounds}`, '-ms', `${effort.ms}`, '-rows', ids];
  /** @type {Omit<CallRow, 'verdict'>[]} */
  const rows = JSON.parse((await must(native, args)).stdout);
  return rows.map((row) => ({ ...row, verdict: judgeCall(row) }));
}

/** Builds the program in Go. @returns {Promise<(...args: string[]) => Promise<string>>} runs it: gives what it printed */
export async function nativeProgram() {
  await build(native, './internal/tools/bench/native');
  return async (...args) => (await must(native, args)).stdout;
}

/** @param {string} program @param {string[]} args */
async function must(program, args) {
  const result = await run(program, args, { quiet: true });
  if (result.code !== 0) throw new Error(`${program} failed:\n${result.output}`);
  return result;
}

/** @param {object} record */
const size = (record) => Object.keys(record).length;
