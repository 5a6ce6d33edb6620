// docs/bundlers.md: the commands in it are what the tests run, and its table is what the tests found.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../internal/tools/lib/setup.mjs';

const file = join(root, 'docs', 'bundlers.md');

/**
 * What the page has for a row of the tests: the fenced block after `<!-- tested: TITLE -->`.
 * @param {string} title "esbuild, production", or a file's name
 * @returns {string}
 */
export function recipe(title) {
  const found = new RegExp(`<!-- tested: ${title.replaceAll('.', '\\.')} -->\\n+\`\`\`\\w*\\n([\\s\\S]*?)\`\`\``);
  const block = found.exec(readFileSync(file, 'utf8'))?.[1];
  if (block === undefined) throw new Error(`docs/bundlers.md has no block after <!-- tested: ${title} -->`);
  return block;
}

/** The titles of all recipes of the page. */
export function recipeTitles() {
  return [...readFileSync(file, 'utf8').matchAll(/<!-- tested: (.*?) -->/g)].map(([, title]) => title);
}

const table = /(<!-- table: npm run test:bundlers -- --write -->\n)[\s\S]*?(<!-- end -->)/;

/**
 * Writes a table into the page, or compares it with the one that is there.
 * @param {string[][]} rows the first one is the heading
 * @param {boolean} write
 * @returns {boolean} whether the page has this table
 */
export function resultsAre(rows, write) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |\n`;
  const [heading, ...body] = rows;
  const text = [heading, heading.map(() => '---'), ...body].map(line).join('');
  const page = readFileSync(file, 'utf8');
  const wanted = page.replace(table, (_, begin, end) => `${begin}\n${text}\n${end}`);
  if (write && wanted !== page) writeFileSync(file, wanted);
  return write || wanted === page;
}
