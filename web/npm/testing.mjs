// What the tests of the package share: the programs to compare, and components to try them on.

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { after } from 'node:test';
import { buildPackage, packageFolder } from '../../internal/tools/lib/package.mjs';
import { must } from '../../internal/tools/lib/run.mjs';
import { root } from '../../internal/tools/lib/setup.mjs';

export { packageFolder, root };

/** @type {string[]} */
const made = [];
after(() => Promise.all(made.map((dir) => rm(dir, { recursive: true, force: true }))));

/** Makes a folder that is removed after all tests of the file. */
export async function makeFolder() {
  const dir = await mkdtemp(join(tmpdir(), 'jco-go-package-'));
  made.push(dir);
  return dir;
}

/** Builds the package and the native program, and gives the program's path. */
export async function build() {
  await buildPackage();
  const program = join(await makeFolder(), 'jco-go');
  await must('go', ['build', '-buildvcs=false', '-o', program, './cmd/jco-go']);
  return program;
}

/** The components of the repository, good and bad: their paths. */
export async function components() {
  const dirs = ['examples', 'testdata/components', 'testdata/fixtures', 'testdata/bench'];
  const found = await Promise.all(dirs.map((dir) => readdir(join(root, dir), { recursive: true })));
  return found
    .flatMap((names, i) => names.map((name) => join(root, dirs[i], name)))
    .filter((path) => path.endsWith('.wasm') && !/[\\/](node_modules|target|generated)[\\/]/.test(path))
    .sort();
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ input?: Uint8Array | string, env?: Record<string, string | undefined>, cwd?: string }} [options]
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
export function execute(command, args, { input, env = {}, cwd } = {}) {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 1 << 26 };
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 255) : 0;
      resolve({ code, stdout, stderr: error && code === 255 ? `${stderr}${error.message}` : stderr });
    });
    child.stdin?.on('error', () => {}); // a program that does not read it
    child.stdin?.end(input);
  });
}

/** The files below a folder, by their names with / in them. @param {string} dir */
export async function readFolder(dir) {
  /** @type {Record<string, Uint8Array>} */
  const files = {};
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[relative(dir, path).replaceAll(sep, '/')] = await readFile(path);
  }
  return files;
}
