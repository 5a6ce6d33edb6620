// The rows of streams and futures: in Node by run-stream.mjs, a process for each workload and tool; in Go by ./native.

import { join } from 'node:path';
import { buildRuntime } from '../lib/package.mjs';
import { run } from '../lib/run.mjs';
import { node26, root } from '../lib/setup.mjs';
import { nativeProgram } from './calls.mjs';
import { streamWorkloads } from './stream-workloads.mjs';
import { transpile } from './tools.mjs';
import { judgeStream } from './verdicts.mjs';

/** @typedef {import('./types.js').StreamRow} StreamRow */
/** @typedef {import('./types.js').StreamWorkload} StreamWorkload */
/** @typedef {{ rounds: number, ms: number }} Effort */

const script = join(root, 'internal', 'tools', 'bench', 'run-stream.mjs');
const component = join(root, 'testdata', 'bench', 'streams.wasm');

/** @param {(row: { id: string, title: string }) => boolean} wanted */
export const wantedStreams = (wanted) => streamWorkloads.filter((w) => wanted({ ...w, id: `stream-${w.id}` }));

/**
 * @param {StreamWorkload} workload
 * @param {Effort} effort
 * @returns {Promise<StreamRow>}
 */
export async function measureStream({ id, title, unit, size, goal, part, jco }, effort) {
  await buildRuntime();
  /** @type {Omit<StreamRow, 'verdict'>} */
  const row = { id: `stream-${id}`, title, where: 'Node', unit, size, goal, part };
  try {
    Object.assign(row, await figuresOf('ours', id, effort));
  } catch (e) {
    row.errors = { ours: /** @type {Error} */ (e).message };
  }
  if (typeof jco === 'string') row.without = jco;
  else if (jco) {
    try {
      Object.assign(row, await figuresOf('jco', id, effort));
    } catch (e) {
      // It is another's: what it cannot do is told in the row.
      row.without = /** @type {Error} */ (e).message.trim().split('\n').at(-1);
    }
  }
  return { ...row, verdict: judgeStream(row) };
}

/**
 * @param {import('./tools.mjs').Tool} tool
 * @param {string} id
 * @param {Effort} effort
 */
async function figuresOf(tool, id, effort) {
  const folder = await transpile(tool, component, 'streams', ['-I', 'async']);
  const order = JSON.stringify({ id, tool, folder, ...effort });
  const { code, stdout, output } = await run(node26, ['--expose-gc', script, order], { quiet: true });
  if (code !== 0) throw new Error(output);
  return JSON.parse(stdout);
}

/**
 * @param {(row: { id: string, title: string }) => boolean} wanted
 * @param {Effort} effort
 * @returns {Promise<StreamRow[]>}
 */
export async function measureStreamsNatively(wanted, { rounds, ms }) {
  const native = await nativeProgram();
  const list = JSON.parse(await native('-list-streams')).filter(wanted);
  if (list.length === 0) return [];
  const ids = list.map((/** @type {{ id: string }} */ { id }) => id).join(',');
  /** @type {Omit<StreamRow, 'verdict'>[]} */
  const rows = JSON.parse(await native('-rounds', `${rounds}`, '-ms', `${ms}`, '-streams', ids));
  return rows.map((row) => ({ ...row, verdict: judgeStream(row) }));
}
