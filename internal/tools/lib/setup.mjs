// What every command of the repository does before its work: check Go and Node, and fetch what the lock files name.
// Only Node's own modules may be imported here, and only those of Node 20: this runs before anything is installed.

import { spawnSync } from 'node:child_process';
import { downloadGoModules, InstallError, installPackages } from './install.mjs';
import { root } from './places.mjs';

export { goFolders, node26, root, toolsMod } from './places.mjs';

const wanted = { go: [1, 26], node: [20, 0] };

/** Makes the repository ready for work, or prints what is missing and ends the process. */
export function setUp() {
  process.chdir(root);
  if (!atLeast(process.versions.node, wanted.node)) {
    stop(
      `Node ${process.versions.node} is too old: jco-go wants Node ${wanted.node[0]} or newer (https://nodejs.org).`,
    );
  }
  checkGo();
  try {
    installPackages();
    downloadGoModules();
  } catch (e) {
    if (!(e instanceof InstallError)) throw e;
    stop(e.message);
  }
}

function checkGo() {
  const run = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', cwd: root });
  if (run.error)
    stop(`There is no "go" in $PATH: jco-go wants Go ${wanted.go.join('.')} or newer (https://go.dev/dl).`);
  if (run.status !== 0) stop(`go env failed:\n${run.stderr}`);
  const version = run.stdout.trim().replace(/^go/, '');
  if (!atLeast(version, wanted.go)) stop(`Go ${version} is too old: jco-go wants Go ${wanted.go.join('.')} or newer.`);
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
