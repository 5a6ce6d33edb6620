// How long each way to transpile takes, and how much memory, as a process: the native program, the two WebAssembly builds
// of the npm package, and jco.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage } from '../lib/package.mjs';
import { run } from '../lib/run.mjs';
import { node26, root } from '../lib/setup.mjs';
import { figure } from './measure.mjs';
import { build, cache, transpileCommand } from './tools.mjs';
import { judgeTranspile } from './verdicts.mjs';

/** @typedef {import('./types.js').TranspileRow} TranspileRow */
/** @typedef {import('./types.js').Transpiler} Transpiler */
/** @typedef {{ wall: number, cpu: number, memory: number, answered?: number }} Taken what one process took */

const observer = join(cache, process.platform === 'win32' ? 'process.exe' : 'process');
const byPackage = join(import.meta.dirname, 'transpile-by-package.mjs');
const commandLine = join(root, 'web', 'npm', 'cli.js');

/** @type {Transpiler[]} */
const transpilers = ['ours', 'wasm', 'npx', 'jco'];
/** What a transpiler has to write: the same bytes as the native program, unless it is jco. @type {Transpiler[]} */
const alike = ['ours', 'wasm', 'npx'];

/** Builds the npm package, and what runs the tools and tells what they took. */
export async function prepareTranspiling() {
  await buildPackage();
  await build(observer, './internal/tools/bench/process');
}

/** @param {Transpiler} transpiler @param {string} component @param {string} out */
function commandOf(transpiler, component, out) {
  if (transpiler === 'wasm') return [node26, byPackage, component, out];
  if (transpiler === 'npx') {
    return [node26, commandLine, 'transpile', component, '-o', out, '--name', 'component', '-q'];
  }
  return transpileCommand(transpiler, component, out, ['--name', 'component']);
}

/**
 * @param {{ id: string, title: string, path: string, goal?: { ms: number, mb: number } }} input
 * @param {number} runs
 * @returns {Promise<TranspileRow>}
 */
export async function measureTranspiling({ id, title, path, goal }, runs) {
  /** @type {Omit<TranspileRow, 'verdict'>} */
  const row = { id, title, component: statSync(path).size, goal };
  /** @type {Record<string, Taken[]>} */
  const costs = { ours: [], wasm: [], npx: [], jco: [] };
  let wanted = '';
  // The first run fills the system's caches and does not count.
  for (let i = -1; i < runs; i++) {
    for (const transpiler of transpilers) {
      if (row.errors?.[transpiler]) continue;
      const out = join(cache, 'transpiled');
      rmSync(out, { recursive: true, force: true });
      const { code, stdout, stderr, output } = await run(observer, commandOf(transpiler, path, out), { quiet: true });
      const fail = (/** @type {string} */ text) => {
        row.errors = { ...row.errors, [transpiler]: text };
      };
      if (code !== 0) {
        fail(output.trim());
        continue;
      }
      if (i >= 0) {
        // The observer tells on stdout, and has its program write to stderr.
        costs[transpiler].push({ ...JSON.parse(stdout), ...(transpiler === 'wasm' && JSON.parse(stderr)) });
      } else if (alike.includes(transpiler)) {
        const made = digest(out);
        wanted ||= made;
        if (made !== wanted) fail('it writes other files than the native program');
      }
    }
  }
  for (const transpiler of transpilers) {
    const taken = costs[transpiler];
    if (row.errors?.[transpiler]) continue;
    const median = (/** @type {(cost: Taken) => number} */ what) => figure(taken.map(what), 1).median;
    row[transpiler] = {
      wall: median(({ wall }) => wall),
      cpu: median(({ cpu }) => cpu),
      memory: median(({ memory }) => memory),
      runs,
      ...(transpiler === 'wasm' && { answered: median(({ answered = 0 }) => answered) }),
    };
  }
  return { ...row, verdict: judgeTranspile(row) };
}

/** The names and contents of all files of a folder, as one text. @param {string} folder */
function digest(folder) {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of files.map(({ parentPath, name }) => join(parentPath, name)).sort()) {
    hash
      .update(`${file.slice(folder.length)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}
