// Where the time goes: what --profile prints under the tables, by the profilers of V8 and of Go.

import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { printTable } from '../lib/table.mjs';

/**
 * The options that make Node write a profile.
 * @param {string} folder emptied first
 */
export function profiling(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return ['--cpu-prof', '--cpu-prof-dir', folder, '--cpu-prof-interval', '200'];
}

/**
 * Prints the functions that most of the time was spent in.
 * @param {string} title
 * @param {string} folder of a profile
 * @param {number} [most] so many functions
 */
export function printProfile(title, folder, most = 10) {
  const [file] = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  /** @type {{ nodes: { id: number, callFrame: { functionName: string, url: string, lineNumber: number } }[], samples: number[], timeDeltas: number[] }} */
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => {
      const place = url ? ` (${url.replace(/^.*\//, '').replace(/\?.*$/, '')}:${lineNumber + 1})` : '';
      return [id, `${functionName || '(anonymous)'}${place}`];
    }),
  );
  /** @type {Map<string, number>} */
  const self = new Map();
  let total = 0;
  for (const [i, id] of samples.entries()) {
    const name = names.get(id) ?? '?';
    if (/^\((idle|root)\)/.test(name)) continue;
    self.set(name, (self.get(name) ?? 0) + timeDeltas[i]);
    total += timeDeltas[i];
  }
  const rows = [...self].sort(([, a], [, b]) => b - a).slice(0, most);
  console.log(`\nProfile of ${title}, ours: self time\n`);
  printTable(
    ['function', 'part'],
    rows.map(([name, time]) => [name, `${((100 * time) / total).toFixed(1)} %`]),
    90,
  );
}
