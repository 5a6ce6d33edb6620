// What only the native jco-go program can do: reading WIT text. The program is the one that $JCO_GO_BINARY names.

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, resolve, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { inFolder, witText } from './api.js';
import { TranspileError } from './errors.js';
import { readOptions } from './options.js';

/** @import { Files } from './index.d.ts' */

/** @type {Record<string, string>} the options of a command line, by the names in requests */
const flags = {
  Name: '--name',
  Instantiation: '--instantiation',
  TLACompat: '--tla-compat',
  Strict: '--strict',
  AsyncMode: '--async-mode',
  AsyncImports: '--async-imports',
  AsyncExports: '--async-exports',
  AsyncWasiImports: '--async-wasi-imports',
  AsyncWasiExports: '--async-wasi-exports',
  NoImportSignal: '--no-import-signal',
  FlagsAsBigInt: '--flags-as-bigint',
  VariantsInlineCases: '--variants-inline-cases',
  UseNamespaceObjects: '--use-namespace-objects',
  EnumValuesScreamingSnakeCase: '--enum-values-screaming-snake-case',
  ResultStreams: '--result-streams',
  Features: '--features',
  WorldName: '--world-name',
  Feature: '--feature',
  AllFeatures: '--all-features',
};

/** @param {string | URL} source */
export const pathOf = (source) => (source instanceof URL ? fileURLToPath(source) : source);

/** @param {string} path */
export const isWit = async (path) => extname(path) === '.wit' || (await stat(path)).isDirectory();

/**
 * @param {string | URL} source
 * @param {object} options
 * @returns {Promise<Files | undefined>} undefined if the source is no WIT text
 */
export async function witTypes(source, options) {
  const path = resolve(pathOf(source));
  if (!(await isWit(path))) return undefined;
  const { request, outDir } = readOptions('types of WIT text', options);
  const program = process.env.JCO_GO_BINARY;
  if (!program) throw witText();

  const guest = request.some(([name]) => name === 'Guest');
  const dir = await mkdtemp(join(tmpdir(), 'jco-go-'));
  try {
    const args = [guest ? 'guest-types' : 'types', path, '-o', dir, '--quiet'];
    for (const [name, value] of request) {
      if (name !== 'Guest') args.push(`${flags[name]}=${value}`);
    }
    await run(program, args);
    return inFolder(outDir, await readFolder(dir));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** @param {string} program @param {string[]} args @returns {Promise<void>} */
function run(program, args) {
  return new Promise((done, failed) => {
    execFile(program, args, (error, _, stderr) => {
      if (!error) return done();
      const why = stderr.trim().replace(/^jco-go: /, '') || `${program}: ${error.message}`;
      failed(new TranspileError('invalid', why, { cause: error }));
    });
  });
}

/** @param {string} dir @returns {Promise<Files>} */
async function readFolder(dir) {
  const names = (await readdir(dir, { recursive: true })).filter((name) => name.endsWith('.d.ts')).sort();
  const files = names.map(async (name) => [name.replaceAll(sep, '/'), await readFile(join(dir, name))]);
  return Object.fromEntries(await Promise.all(files));
}
