// What the tests found, for the table at the end: they run in a process of their own and leave it in a file.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../../internal/tools/lib/setup.mjs';

/** @typedef {Record<string, Record<string, boolean | number>>} Results by the titles of rows, and columns */

const file = join(root, '.cache', 'bundlers', 'results.json');

/** @returns {Results} */
export function readResults() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

/** Forgets the last run. */
export const clearResults = () => rmSync(file, { force: true });

/**
 * @param {{ title: string }} row
 * @param {string} column
 * @param {boolean | number} value
 */
export function noteResult({ title }, column, value) {
  const results = readResults();
  results[title] = { ...results[title], [column]: value };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(results));
}
