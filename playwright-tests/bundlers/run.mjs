// npm run test:bundlers: puts our output through bundlers and into runtimes, runs it, and prints a table of what passed.
// It fetches the bundlers, so it is no part of npm test.

import { readOptions } from '../../internal/tools/lib/options.mjs';
import { PeersError } from '../../internal/tools/lib/peers.mjs';
import { run, runMain } from '../../internal/tools/lib/run.mjs';
import { node26, setUp } from '../../internal/tools/lib/setup.mjs';
import { printTable } from '../../internal/tools/lib/table.mjs';
import { cases, makeOutputs } from './cases.mjs';
import { peers } from './peers.mjs';
import { resultsAre } from './recipes.mjs';
import { clearResults, readResults } from './results.mjs';
import { none, rows } from './rows.mjs';

/** @import { Row } from './rows.mjs' */

const columns = [...Object.keys(cases), 'in a worker', 'under the CSP'];

const usage = `npm run test:bundlers -- [--write] [ROW...]

  ROW      rows with this in their title; default: all
  --write  the table goes into docs/bundlers.md`;

/** @returns {Promise<boolean>} */
async function main() {
  const { values: options, positionals } = readOptions(usage, {
    options: { write: { type: 'boolean' } },
    allowPositionals: true,
  });
  setUp();
  peers.install();
  await makeOutputs();
  clearResults();
  const pattern = positionals.map((word) => word.replaceAll(/\W/g, '\\$&')).join('|');
  const chosen = pattern ? [`--test-name-pattern=/${pattern}/i`] : [];
  const { code } = await run(node26, ['--test', ...chosen, 'playwright-tests/bundlers/*.test.mjs']);
  const found = readResults();
  const ran = rows.filter(({ title }) => title.match(new RegExp(pattern, 'i')));
  const mark = (/** @type {string} */ title, /** @type {string} */ column) =>
    found[title] ? ({ true: '✓', false: 'FAILED', undefined: none }[String(found[title][column])] ?? '') : 'FAILED';
  /** @param {Row} row */
  const line = ({ title, peer }) => [
    peer ? title.replace(/^\w+/, `$& ${peers.version(peer)}`) : title,
    ...columns.map((column) => mark(title, column)),
  ];
  const seconds = (/** @type {Row} */ { title }) => Number(found[title]?.seconds ?? 0).toFixed(1);
  console.log();
  printTable(
    ['', ...columns, 's'],
    ran.map((row) => [...line(row), seconds(row)]),
  );
  if (code !== 0 || positionals.length) return code === 0;
  const table = ran.filter((row) => !row.path).map(line);
  if (resultsAre([['', ...columns], ...table], options.write ?? false)) return true;
  console.error('\nThe table in docs/bundlers.md is another: npm run test:bundlers -- --write writes this one.');
  return false;
}

await runMain(main, PeersError);
