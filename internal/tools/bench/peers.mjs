// What the bench compares with: jco, and a minifier for weighing glue. They are heavy, so they have a package.json and a
// lock file of their own (peers/) and are fetched by the bench alone, into .cache/.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../lib/setup.mjs';

const listed = join(root, 'internal', 'tools', 'bench', 'peers');
const installed = join(root, '.cache', 'bench', 'peers');
const files = ['package.json', 'package-lock.json', '.npmrc'];

/** Fetches the peers unless that was done before. */
export function installPeers() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of files) hash.update(readFileSync(join(listed, file)));
  const state = hash.digest('hex');
  const stamp = join(installed, '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;
  console.log('Fetching jco and esbuild (npm install, about 350 MB)…');
  rmSync(installed, { recursive: true, force: true });
  mkdirSync(installed, { recursive: true });
  for (const file of files) copyFileSync(join(listed, file), join(installed, file));
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // Not npm ci: it wants the programs of every platform in the lock file, and not every registry has them all.
  const run = spawnSync(npm, ['install', '--no-save', '--loglevel=error'], { cwd: installed, stdio: 'inherit' });
  if (run.status !== 0) {
    throw new Error(`npm could not fetch the bench's peers${run.error ? `: ${run.error.message}` : ''}`);
  }
  writeFileSync(stamp, state);
}

/** The script of jco's command line. */
export const jcoScript = join(installed, 'node_modules', '@bytecodealliance', 'jco', 'dist', 'jco.js');

/** @param {string} name of a package */
export function peerVersion(name) {
  return JSON.parse(readFileSync(join(installed, 'node_modules', name, 'package.json'), 'utf8')).version;
}

/**
 * Minifies a module.
 * @param {string} code
 * @returns {string}
 */
export function minify(code) {
  const esbuild = createRequire(join(installed, 'package.json'))('esbuild');
  return esbuild.transformSync(code, { minify: true, format: 'esm', target: 'esnext' }).code;
}
