// The rows of the table: each is a bundler or runtime in a mode of its own, by the title of its recipe in
// docs/bundlers.md.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from '../../internal/tools/lib/setup.mjs';

/**
 * @typedef {object} Row
 * @property {string} title what it is called, and of the recipe
 * @property {string} [recipe] the title of the recipe, if it is another
 * @property {string} [peer] the npm package whose version the table names
 * @property {'server' | 'build' | 'files' | 'program'} kind what the recipe does: it starts a development server, it
 *   builds into dist/, it needs nothing (the page loads the files as they are), or it prints the answers
 * @property {'module' | 'classic'} [script] what dist/index.html loads main.js as; without it the page is the project's own
 * @property {string} [main] the file of src/ that takes the place of main.js
 * @property {string} [path] a folder to put in front of $PATH; such a row is not in the page's table
 * @property {boolean} [csp] whether the page is served with the policy
 * @property {boolean} [packages] whether a package's name in an import needs no plugin
 * @property {string[]} [files] files of the project that the page has, too
 * @property {string[]} [only] the cases that there are
 * @property {boolean} [worker] whether a worker runs the same components
 */

/** @type {Row[]} */
export const rows = [
  { title: 'No bundler, in a page', kind: 'files', csp: true, worker: true },
  { title: 'esbuild, development', peer: 'esbuild', kind: 'server', script: 'module', worker: true, packages: true },
  {
    title: 'esbuild, production',
    peer: 'esbuild',
    kind: 'build',
    script: 'module',
    csp: true,
    worker: true,
    packages: true,
  },
  {
    title: 'esbuild, a classic script',
    peer: 'esbuild',
    kind: 'build',
    script: 'classic',
    csp: true,
    only: ['one file'],
  },
  { title: 'esbuild, for Node', peer: 'esbuild', kind: 'program', packages: true },
  { title: 'Rollup, development', peer: 'rollup', kind: 'build', script: 'module', worker: true },
  { title: 'Rollup, production', peer: 'rollup', kind: 'build', script: 'module', csp: true, worker: true },
  { title: 'Rollup, for Node', peer: 'rollup', kind: 'program' },
  {
    title: 'Vite, development',
    peer: 'vite',
    kind: 'server',
    worker: true,
    packages: true,
    files: ['vite.config.js'],
  },
  {
    title: 'Vite, production',
    peer: 'vite',
    kind: 'build',
    csp: true,
    worker: true,
    packages: true,
    files: ['vite.config.js'],
  },
  {
    title: 'Vite, a classic worker',
    peer: 'vite',
    kind: 'build',
    csp: true,
    only: ['tla-compat', 'async, tla-compat'],
    main: 'classic-worker-page.js',
  },
  { title: 'Vite, for Node', peer: 'vite', kind: 'program', packages: true },
  { title: 'webpack, development', peer: 'webpack', kind: 'build', script: 'classic', worker: true, packages: true },
  {
    title: 'webpack, production',
    peer: 'webpack',
    kind: 'build',
    script: 'classic',
    csp: true,
    worker: true,
    packages: true,
  },
  { title: 'webpack, for Node', peer: 'webpack', kind: 'program', packages: true },
  { title: 'Node', kind: 'program', worker: true, packages: true },
  ...otherNode(),
  { title: 'Deno', peer: 'deno', kind: 'program', worker: true, packages: true },
  { title: 'Bun', peer: 'bun', kind: 'program', worker: true, packages: true },
];

/** What a row is marked with that has no such case. */
export const none = '–';

/**
 * The machine's Node, if it is another than the one that the repository brings.
 * @returns {Row[]}
 */
function otherNode() {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const path of (process.env.PATH ?? '').split(delimiter)) {
    const program = join(path, process.platform === 'win32' ? 'node.exe' : 'node');
    if (path.includes('node_modules') || !existsSync(program)) continue;
    const version = spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout?.trim();
    if (!version || version === `v${devDependencies.node}`) return [];
    return [
      { title: `Node ${version} of this machine`, recipe: 'Node', kind: 'program', path, worker: true, packages: true },
    ];
  }
  return [];
}
