// npm run mutations: whether the tests of internal/task would notice if a line of the core were wrong. Each of
// internal/task/testdata/mutations.json is tried by itself, in an overlay: no file of the repository changes.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { misuse, readOptions } from './lib/options.mjs';
import { root } from './lib/places.mjs';

const usage = `npm run mutations -- OPTIONS

  --programs N   how many random programs are run for each (default 20000)
  --only N       the mutation with this number, the first is 1
  --seconds N    how long a mutation may stay unnoticed (default 120)`;

const { values: options } = readOptions(usage, {
  options: {
    programs: { type: 'string', default: '20000' },
    only: { type: 'string' },
    seconds: { type: 'string', default: '120' },
  },
});
for (const [name, value] of Object.entries(options)) {
  if (!/^[1-9]\d*$/.test(value)) misuse(`--${name} wants a number.`, usage);
}

const folder = join(root, 'internal', 'task');
/** @type {{ file: string, in: string, from: string, to: string, what: string }[]} */
const mutations = JSON.parse(readFileSync(join(folder, 'testdata', 'mutations.json'), 'utf8'));
const scratch = mkdtempSync(join(tmpdir(), 'jco-go-mutations-'));
let missed = 0;
try {
  for (const [i, mutation] of mutations.entries()) {
    if (options.only !== undefined && Number(options.only) !== i + 1) continue;
    const began = performance.now();
    const why = attempt(mutation, i + 1);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    if (!why) missed++;
    console.log(
      `${why ? 'caught' : 'MISSED'} ${i + 1} ${mutation.file}: ${mutation.what} (${seconds} s${why ? `, ${why}` : ''})`,
    );
  }
} finally {
  rmSync(scratch, { recursive: true });
}
process.exitCode = missed ? 1 : 0;

/**
 * Runs the tests over a mutation.
 * @param {{ file: string, in: string, from: string, to: string }} mutation
 * @param {number} number
 * @returns {string | undefined} the test that failed; undefined if none did
 */
function attempt(mutation, number) {
  const path = join(folder, mutation.file);
  const source = readFileSync(path, 'utf8');
  const start = source.indexOf(mutation.in);
  const at = start < 0 ? -1 : source.indexOf(mutation.from, start);
  if (at < 0) throw new Error(`mutation ${number}: no "${mutation.from}" after "${mutation.in}" in ${mutation.file}`);
  const mutated = join(scratch, `${number}.go`);
  writeFileSync(mutated, source.slice(0, at) + mutation.to + source.slice(at + mutation.from.length));
  const overlay = join(scratch, 'overlay.json');
  writeFileSync(overlay, JSON.stringify({ Replace: { [path]: mutated } }));
  const args = ['test', '-overlay', overlay, './internal/task', '-programs', options.programs, '-vet=off', '-failfast'];
  const run = spawnSync('go', args, { cwd: root, encoding: 'utf8', timeout: Number(options.seconds) * 1000 });
  if (run.error) return undefined; // too slow
  if (run.status === 0) return undefined;
  if (/\[build failed\]/.test(run.stdout))
    throw new Error(`mutation ${number} does not compile:\n${run.stdout}${run.stderr}`);
  return /--- FAIL: (\S+)/.exec(run.stdout)?.[1] ?? /^panic: .*/m.exec(run.stdout + run.stderr)?.[0] ?? 'it failed';
}
