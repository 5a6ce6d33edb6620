// How much JavaScript each tool makes of a component.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { minify } from './peers.mjs';
import { tools, transpile } from './tools.mjs';
import { judgeGlue } from './verdicts.mjs';

/** @typedef {import('./types.js').GlueRow} GlueRow */
/** @typedef {import('./types.js').GlueSize} GlueSize */

/**
 * Weighs what the tools write by their default options, but for -b 0: no core module is written as text into the glue, so
 * that nothing is weighed that is not glue.
 * @param {{ id: string, title: string, path: string, most?: number, part?: number }} input
 * @returns {Promise<GlueRow>}
 */
export async function weigh({ id, title, path, ...goal }) {
  /** @type {Omit<GlueRow, 'verdict'>} */
  const row = { id, title, component: statSync(path).size };
  for (const tool of tools) {
    try {
      row[tool] = sizes(await transpile(tool, path, id, ['-b', '0']));
    } catch (e) {
      row.errors = { ...row.errors, [tool]: /** @type {Error} */ (e).message };
    }
  }
  return { ...row, verdict: judgeGlue(row, goal) };
}

/**
 * @param {string} folder
 * @returns {GlueSize}
 */
function sizes(folder) {
  const total = { raw: 0, min: 0, minGzip: 0 };
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.js'))) {
    const code = readFileSync(join(folder, file), 'utf8');
    const min = minify(code);
    total.raw += Buffer.byteLength(code);
    total.min += Buffer.byteLength(min);
    total.minGzip += gzipSync(min, { level: 9 }).length;
  }
  return total;
}
