// Bringing node_modules and Go's module cache up to date. Other commands of this repository may run meanwhile, so
// nothing is touched that fits the lock files, one process installs at a time, and a new node_modules takes the place of
// the old one in one move.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { node26, root, toolsMod } from './places.mjs';

const modules = join(root, 'node_modules');
const cache = join(root, '.cache');
const lock = join(cache, 'installing');

/** What npm reads. */
const npmFiles = ['package.json', 'package-lock.json', '.npmrc'];

/** Reports what went wrong; its message is for the person who ran the command. */
export class InstallError extends Error {
  /** @override */
  name = 'InstallError';
}

/**
 * Fetches the npm packages that package-lock.json names, unless they are there.
 * @throws {InstallError}
 */
export function installPackages() {
  if (packagesFit()) return;
  mkdirSync(cache, { recursive: true });
  takeLock();
  try {
    if (!packagesFit()) npmCi(); // another process may just have done it
  } finally {
    rmSync(lock, { force: true });
  }
}

/**
 * Fetches the Go modules that go.mod and tools.mod name, so that nothing needs the network later.
 * @throws {InstallError}
 */
export function downloadGoModules() {
  const stamp = join(cache, 'go-modules');
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', toolsMod, toolsMod.replace(/\.mod$/, '.sum')]) {
    hash.update(readFileSync(join(root, file)));
  }
  const state = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;
  for (const modfile of ['go.mod', toolsMod]) {
    const run = spawnSync('go', ['mod', 'download', `-modfile=${modfile}`], { cwd: root, stdio: 'inherit' });
    if (run.status !== 0) throw new InstallError(`go mod download -modfile=${modfile} failed.`);
  }
  mkdirSync(cache, { recursive: true });
  writeFileSync(stamp, state);
}

/** Tells whether node_modules is what package-lock.json wants, by the list that npm leaves in it. */
function packagesFit() {
  const there = packagesOf(join(modules, '.package-lock.json'));
  const wanted = packagesOf(join(root, 'package-lock.json'));
  if (!there || !wanted) return false;
  for (const [name, { version, optional }] of Object.entries(wanted)) {
    // The programs for other platforms are optional packages, which npm leaves out.
    if (name !== '' && !(optional && !there[name]) && there[name]?.version !== version) return false;
  }
  return nodeWorks();
}

/**
 * @param {string} file a lock file
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined} its packages by their folder
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function nodeWorks() {
  return spawnSync(node26, ['--version']).status === 0;
}

/** Installs into a folder of its own and puts the result in place. */
function npmCi() {
  console.log('Installing the JavaScript tools (npm ci)…');
  const made = join(cache, 'npm');
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made);
  for (const file of npmFiles) copyFileSync(join(root, file), join(made, file));
  // npm puts node_modules/.bin in front of $PATH; that Node may be the one to replace.
  const path = (process.env.PATH ?? '').split(delimiter).filter((dir) => !dir.startsWith(modules));
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const run = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: made,
    env: { ...process.env, PATH: path.join(delimiter) },
    stdio: 'inherit',
    shell: process.platform === 'win32', // which is how a .cmd is run
  });
  if (run.status !== 0) throw new InstallError(`npm ci failed${run.error ? `: ${run.error.message}` : ''}.`);

  const old = join(cache, 'npm-old');
  rmSync(old, { recursive: true, force: true });
  if (existsSync(modules)) renameSync(modules, old);
  renameSync(join(made, 'node_modules'), modules);
  for (const done of [old, made]) rmSync(done, { recursive: true, force: true });

  if (!nodeWorks()) {
    throw new InstallError(
      'npm ci did not install the program of the package "node".\n' +
        'Its install script must be allowed to run (.npmrc and "allowScripts" in package.json allow it): see `npm config list`.',
    );
  }
}

/** Waits until no other process installs. */
function takeLock() {
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (e) {
      if (/** @type {any} */ (e).code !== 'EEXIST') throw e;
    }
    if (isAbandoned()) rmSync(lock, { force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

/** Tells whether the process that holds the lock is gone. */
function isAbandoned() {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (pid === 0) return Date.now() - statSync(lock).mtimeMs > 5000; // it died while it wrote its number
    process.kill(pid, 0);
    return false;
  } catch (e) {
    return ['ESRCH', 'ENOENT'].includes(/** @type {any} */ (e).code);
  }
}
