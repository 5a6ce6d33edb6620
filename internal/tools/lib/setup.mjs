// What every command of the repository does before its work: check Go and Node, and bring node_modules up to date.
// Only Node's own modules may be imported here, and only those of Node 20: this runs before anything is installed.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '');

/** The current Node that the tests and demos run on, an npm package. */
export const node26 = join(root, 'node_modules', '.bin', 'node');

/** The requirements of the Go tools (staticcheck). */
export const toolsMod = 'internal/tools/tools.mod';

const wanted = { go: [1, 26], node: [20, 0] };
const stamp = join(root, 'node_modules', '.jco-go-installed');

/**
 * Makes the repository ready for work, or prints what is missing and ends the process.
 * @param {{ go?: boolean }} [needs] go: false for what needs no Go
 */
export function setUp({ go = true } = {}) {
  process.chdir(root);
  if (!atLeast(process.versions.node, wanted.node)) {
    stop(
      `Node ${process.versions.node} is too old: jco-go wants Node ${wanted.node[0]} or newer (https://nodejs.org).`,
    );
  }
  if (go) checkGo();
  install(go);
}

function checkGo() {
  const run = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', cwd: root });
  if (run.error)
    stop(`There is no "go" in $PATH: jco-go wants Go ${wanted.go.join('.')} or newer (https://go.dev/dl).`);
  if (run.status !== 0) stop(`go env failed:\n${run.stderr}`);
  const version = run.stdout.trim().replace(/^go/, '');
  if (!atLeast(version, wanted.go)) stop(`Go ${version} is too old: jco-go wants Go ${wanted.go.join('.')} or newer.`);
}

/**
 * Fetches all that the lock files ask for, unless that was done before: after this nothing needs the network.
 * @param {boolean} go
 */
function install(go) {
  const lockFiles = ['package-lock.json', 'package.json'];
  if (go) lockFiles.push('go.mod', 'go.sum', toolsMod);
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of lockFiles) hash.update(readFileSync(join(root, file)));
  const state = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8').includes(state) && nodeWorks()) return;
  npmCi();
  if (go) {
    for (const modfile of ['go.mod', toolsMod]) {
      const run = spawnSync('go', ['mod', 'download', `-modfile=${modfile}`], { cwd: root, stdio: 'inherit' });
      if (run.status !== 0) stop(`go mod download (${modfile}) failed.`);
    }
  }
  writeFileSync(stamp, state);
}

function npmCi() {
  console.log('Installing the JavaScript tools (npm ci)…');
  // npm puts node_modules/.bin in front of $PATH; that Node is about to be deleted.
  const own = join(root, 'node_modules');
  const path = (process.env.PATH ?? '').split(delimiter).filter((dir) => !dir.startsWith(own));
  const env = { ...process.env, PATH: path.join(delimiter) };
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const run = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  if (run.status !== 0) stop(`npm ci failed${run.error ? `: ${run.error.message}` : ''}.`);
  if (!nodeWorks()) {
    stop(
      'npm ci did not install the program of the package "node".\n' +
        'Its install script must be allowed to run (.npmrc and "allowScripts" in package.json allow it): see `npm config list`.',
    );
  }
}

function nodeWorks() {
  return spawnSync(node26, ['--version']).status === 0;
}

/** @param {string} version @param {number[]} least */
function atLeast(version, least) {
  const [major, minor] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major > least[0] || (major === least[0] && minor >= least[1]);
}

/** @param {string} message @returns {never} */
function stop(message) {
  console.error(message);
  process.exit(1);
}
