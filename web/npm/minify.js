// The option minify, in Node. The minifier is a package that those who bundle have anyway, and it is larger than the
// transpiler.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { TranspileError } from './errors.js';

/**
 * What internal/minify does in the native program, with the same minifier.
 * @param {Uint8Array} source an ES module
 */
export async function minify(source) {
  const esbuild = await loadEsbuild();
  const { code } = await esbuild.transform(new TextDecoder().decode(source), {
    format: 'esm',
    target: 'es2022',
    minify: true,
    keepNames: true,
    legalComments: 'inline',
  });
  // What ends or confuses a script element stands in strings only, where esbuild takes the escapes out.
  return new TextEncoder().encode(code.replace(/<(!--|\/?script)/gi, '\\x3C$1'));
}

/** @returns {Promise<{ transform(code: string, options: object): Promise<{ code: string }> }>} */
async function loadEsbuild() {
  const name = 'esbuild'; // in a variable, so that no bundler wants to find it
  try {
    return await import(name);
  } catch (cause) {
    // This package may be installed for the whole machine, and that one beside the work.
    try {
      return createRequire(join(process.cwd(), 'here.js'))(name);
    } catch {
      const message = 'option minify: wants the package esbuild: npm install esbuild';
      throw new TranspileError('option', message, { option: 'minify', cause });
    }
  }
}
