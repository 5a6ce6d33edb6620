// The two tools: how each is built or found, and how each transpiles.

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { jcoGo } from '../lib/examples.mjs';
import { run } from '../lib/run.mjs';
import { node26, root } from '../lib/setup.mjs';
import { installPeers, jcoScript, peerVersion } from './peers.mjs';

/** @typedef {'ours' | 'jco'} Tool */

/** Where everything lies that the bench makes. */
export const cache = join(root, '.cache', 'bench');

/** @type {Tool[]} */
export const tools = ['ours', 'jco'];

/** Builds jco-go and fetches jco. */
export async function prepareTools() {
  mkdirSync(cache, { recursive: true });
  await build(jcoGo, './cmd/jco-go');
  installPeers();
}

/**
 * Builds a Go program; throws what the compiler said.
 * @param {string} program
 * @param {string} folder of its sources
 */
export async function build(program, folder) {
  const { code, output } = await run('go', ['build', '-o', program, folder], { quiet: true });
  if (code !== 0) throw new Error(`go build ${folder} failed:\n${output}`);
}

/**
 * The command line that transpiles.
 * @param {Tool} tool
 * @param {string} component
 * @param {string} out
 * @param {string[]} options
 * @returns {string[]} the program and its arguments
 */
export function transpileCommand(tool, component, out, options) {
  const program = tool === 'ours' ? [jcoGo] : [node26, jcoScript];
  return [...program, 'transpile', component, '-o', out, ...options, '-q'];
}

/** @type {Map<string, Promise<string>>} */
const made = new Map();

/**
 * Transpiles a component, once per set of options.
 * @param {Tool} tool
 * @param {string} component its path
 * @param {string} name of the output's files
 * @param {string[]} options
 * @returns {Promise<string>} the folder of the output
 */
export function transpile(tool, component, name, options) {
  const out = join(cache, 'glue', [tool, name, ...options].join('_').replace(/[^\w.-]+/g, '_'));
  let folder = made.get(out);
  if (!folder) {
    folder = transpileInto(out, transpileCommand(tool, component, out, ['--name', name, ...options]));
    made.set(out, folder);
  }
  return folder;
}

/**
 * @param {string} out
 * @param {string[]} command
 */
async function transpileInto(out, [program, ...args]) {
  rmSync(out, { recursive: true, force: true });
  const { code, output } = await run(program, args, { quiet: true });
  if (code !== 0) throw new Error(`${args.includes(jcoScript) ? 'jco' : 'jco-go'} transpile failed:\n${output.trim()}`);
  return out;
}

/** What the tools call themselves. */
export async function versions() {
  const version = await run(jcoGo, ['version'], { quiet: true });
  return {
    ours: version.code === 0 ? version.stdout.split('\n')[0].trim() : 'jco-go',
    jco: `jco ${peerVersion('@bytecodealliance/jco')}`,
    minifier: `esbuild ${peerVersion('esbuild')}`,
  };
}
