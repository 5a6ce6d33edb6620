// Heavy npm packages that one command alone needs (jco, bundlers, other runtimes). Each such command has a package.json
// and a lock file of its own for them, and has them fetched into .cache/ when it runs.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const files = ['package.json', 'package-lock.json', '.npmrc'];

/** The packages could not be fetched; the message is for the person who ran the command. */
export class PeersError extends Error {
  /** @override */
  name = 'PeersError';
}

/** Packages that one command needs. */
export class Peers {
  #listed;
  #what;

  /** Where they are installed: the folder of node_modules. */
  folder;

  /**
   * @param {string} listed the folder of their package.json, from the repository's root
   * @param {string} folder where in .cache/ they are installed
   * @param {string} what is said to be fetched
   */
  constructor(listed, folder, what) {
    this.#listed = join(root, listed);
    this.#what = what;
    this.folder = join(root, '.cache', folder);
  }

  /**
   * Fetches them unless that was done before.
   * @throws {PeersError}
   */
  install() {
    const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
    for (const file of files) hash.update(readFileSync(join(this.#listed, file)));
    const state = hash.digest('hex');
    const stamp = join(this.folder, '.installed');
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;
    console.log(`Fetching ${this.#what}…`);
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
    for (const file of files) copyFileSync(join(this.#listed, file), join(this.folder, file));
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    // Not npm ci: it wants the programs of every platform in the lock file, and not every registry has them all. A lock
    // file made where they are not lacks them, so on other platforms than its own the exact versions of package.json hold.
    const args = ['install', '--no-save', '--loglevel=error'];
    if (process.platform !== 'linux') args.push('--no-package-lock');
    const run = spawnSync(npm, args, {
      cwd: this.folder,
      stdio: 'inherit',
      shell: process.platform === 'win32', // which is how a .cmd is run
    });
    if (run.status !== 0) {
      throw new PeersError(`npm could not fetch ${this.#what}${run.error ? `: ${run.error.message}` : ''}.`);
    }
    writeFileSync(stamp, state);
  }

  /**
   * The version of an installed package.
   * @param {string} name
   * @returns {string}
   */
  version(name) {
    return JSON.parse(readFileSync(join(this.folder, 'node_modules', name, 'package.json'), 'utf8')).version;
  }
}
