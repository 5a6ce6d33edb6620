// How long each tool takes to transpile, and how much memory, as a process.

import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../lib/run.mjs';
import { figure } from './measure.mjs';
import { build, cache, tools, transpileCommand } from './tools.mjs';
import { judgeTranspile } from './verdicts.mjs';

/** @typedef {import('./types.js').TranspileRow} TranspileRow */

const observer = join(cache, process.platform === 'win32' ? 'process.exe' : 'process');

/** Builds what runs the tools and tells what they took. */
export function prepareTranspiling() {
  return build(observer, './internal/tools/bench/process');
}

/**
 * @param {{ id: string, title: string, path: string, goal?: { ms: number, mb: number } }} input
 * @param {number} runs
 * @returns {Promise<TranspileRow>}
 */
export async function measureTranspiling({ id, title, path, goal }, runs) {
  /** @type {Omit<TranspileRow, 'verdict'>} */
  const row = { id, title, component: statSync(path).size, goal };
  /** @type {Record<string, { wall: number, cpu: number, memory: number }[]>} */
  const costs = { ours: [], jco: [] };
  // The first run fills the system's caches and does not count.
  for (let i = -1; i < runs; i++) {
    for (const tool of tools) {
      if (row.errors?.[tool]) continue;
      const out = join(cache, 'transpiled');
      rmSync(out, { recursive: true, force: true });
      const command = transpileCommand(tool, path, out, ['--name', 'component']);
      const { code, stdout, output } = await run(observer, command, { quiet: true });
      if (code !== 0) row.errors = { ...row.errors, [tool]: output.trim() };
      else if (i >= 0) costs[tool].push(JSON.parse(stdout));
    }
  }
  for (const tool of tools) {
    if (row.errors?.[tool]) continue;
    const median = (/** @type {'wall' | 'cpu' | 'memory'} */ what) =>
      figure(
        costs[tool].map((cost) => cost[what]),
        1,
      ).median;
    row[tool] = { wall: median('wall'), cpu: median('cpu'), memory: median('memory'), runs };
  }
  return { ...row, verdict: judgeTranspile(row) };
}
