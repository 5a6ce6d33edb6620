// The report as tables on the terminal.

import { printTable } from '../lib/table.mjs';
import { duration, size, times } from './units.mjs';
import { ratio, streamFigure, streamGoal, streamUnits } from './verdicts.mjs';

/** @typedef {import('./types.js').Report} Report */
/** @typedef {import('./types.js').CallRow} CallRow */

/** @param {Report} report */
export function print(report) {
  const { machine, tools } = report;
  console.log(`${tools.ours}, ${tools.jco}, Node ${machine.node}, ${machine.go}`);
  console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.system}${report.quick ? '; a quick run' : ''}`);
  if (report.calls.length) {
    heading('Calls in Node: medians, and median ratios of the rounds');
    printTable(
      ['call', 'bare copy', 'limit', 'ours', 'jco', 'limit/bare', 'ours/limit', 'jco/ours', ''],
      report.calls.map((row) => [
        row.title,
        time(row, 'bare'),
        time(row, 'limit'),
        time(row, 'ours'),
        time(row, 'jco'),
        times(ratio(row, 'limit', 'bare')),
        times(ratio(row, 'ours', 'limit')),
        times(ratio(row, 'jco', 'ours')),
        judged(row),
      ]),
      44,
    );
    explain(report.calls);
  }
  if (report.async?.length) {
    heading('Async functions in Node: medians; the time of the processor counts');
    printTable(
      ['what', 'ours', 'by the clock', 'bare', 'wanted', ''],
      report.async.map((row) => [
        row.title,
        amount(row, row.cpu ?? row.value),
        amount(row, row.wall),
        amount(row, row.over),
        `≤ ${amount(row, row.goal)}${row.over === undefined ? '' : ' more'}`,
        judged(row),
      ]),
      64,
    );
    explain(report.async);
  }
  if (report.streams?.length) {
    heading('Streams and futures: medians, by the clock or of the processor, whichever is less');
    printTable(
      ['what', 'in', 'ours', 'jco', 'ours/jco', 'memory.copy', 'wanted', ''],
      report.streams.map((row) => {
        const [ours, jco, copy] = [row.ours, row.jco, row.copy].map((taken) => streamFigure(row, taken));
        const faster = ours && jco && (row.unit === 'ns' ? jco / ours : ours / jco);
        return [
          row.title,
          row.where,
          row.errors ? 'failed' : streamUnits(row, ours),
          row.without ? 'cannot' : streamUnits(row, jco),
          times(faster),
          streamUnits(row, copy),
          streamGoal(row),
          judged(row),
        ];
      }),
      64,
    );
    explain(report.streams);
    const without = report.streams.filter((row) => row.without);
    if (without.length) console.log();
    for (const { title, without: why } of without) console.log(`  jco, ${title}: ${why}`);
  }
  if (report.native.length) {
    heading('Calls in Go, against wazero alone: medians, and median ratios of the rounds');
    printTable(
      ['call', 'bare copy', 'limit', 'ours, typed', 'ours, any', 'limit/bare', 'typed/limit', 'any/limit', ''],
      report.native.map((row) => [
        row.title,
        time(row, 'bare'),
        time(row, 'limit'),
        time(row, 'typed'),
        time(row, 'ours'),
        times(ratio(row, 'limit', 'bare')),
        times(ratio(row, 'typed', 'limit')),
        times(ratio(row, 'ours', 'limit')),
        judged(row),
      ]),
      44,
    );
    explain(report.native);
  }
  if (report.glue.length) {
    heading('Glue: all JavaScript that a tool writes, core modules apart (-b 0)');
    printTable(
      ['component', 'size', 'ours', 'min+gz', 'jco', 'min+gz', 'jco/ours', ''],
      report.glue.map((row) => [
        row.title,
        size(row.component),
        size(row.ours?.raw),
        size(row.ours?.minGzip),
        size(row.jco?.raw),
        size(row.jco?.minGzip),
        times(row.ours && row.jco && row.jco.minGzip / row.ours.minGzip),
        judged(row),
      ]),
      44,
    );
    explain(report.glue);
  }
  if (report.transpile.length) {
    heading('Transpiling: whole processes, with their peak memory; “wasm, its call” is without the start of Node');
    printTable(
      [
        ...['component', 'size', 'native', 'memory', 'wasm, its call', 'process', 'memory', 'npx', 'memory'],
        ...['jco', 'memory', 'jco/native', 'jco/npx', ''],
      ],
      report.transpile.map((row) => [
        row.title,
        size(row.component),
        ...cost(row.ours),
        milliseconds(row.wasm?.answered),
        ...cost(row.wasm),
        ...cost(row.npx),
        ...cost(row.jco),
        times(row.ours && row.jco && row.jco.wall / row.ours.wall),
        times(row.npx && row.jco && row.jco.wall / row.npx.wall),
        judged(row),
      ]),
      44,
    );
    explain(report.transpile);
  }
  printErrors(report);
}

/** @param {number | undefined} ms */
const milliseconds = (ms) => duration(ms && ms * 1e6);

/** @param {import('./types.js').Cost | undefined} taken */
const cost = (taken) => [milliseconds(taken?.wall), size(taken?.memory)];

/** The rows with a contestant that failed or answered wrongly. @param {Report} report */
export function failedRows({ calls, async: waits = [], streams = [], native, glue, transpile }) {
  return [...calls, ...waits, ...streams, ...native, ...glue, ...transpile].filter((row) => row.errors);
}

/** The rows that are right, but missed what is wanted of them. @param {Report} report */
export function missedRows({ calls, async: waits = [], streams = [], native, glue, transpile }) {
  return [...calls, ...waits, ...streams, ...native, ...glue, ...transpile].filter(
    (row) => !row.errors && !row.verdict.ok,
  );
}

/** @param {Report} report */
function printErrors(report) {
  for (const { title, errors = {} } of failedRows(report)) {
    for (const [contestant, text] of Object.entries(errors)) {
      console.log(`\n${title}: ${contestant} failed:\n  ${text.split('\n').slice(0, 12).join('\n  ')}`);
    }
  }
}

/** @param {string} text */
function heading(text) {
  console.log(`\n${text}\n`);
}

/** @param {CallRow} row @param {import('./types.js').Contestant} contestant */
function time({ figures, errors }, contestant) {
  return errors?.[contestant] ? 'failed' : duration(figures[contestant]?.median);
}

/** @param {import('./types.js').AsyncRow} row @param {number | undefined} n */
function amount({ unit, errors }, n) {
  if (errors) return 'failed';
  if (unit === 'ns') return duration(n);
  if (unit === 'bytes') return size(n);
  return n === undefined ? '–' : String(n);
}

/** @param {{ verdict: import('./types.js').Verdict }} row */
function judged({ verdict }) {
  return verdict.ok ? 'ok' : /^FAILED/.test(verdict.text) ? 'FAILED' : 'missed';
}

/** @param {{ title: string, verdict: import('./types.js').Verdict }[]} rows */
function explain(rows) {
  const missed = rows.filter(({ verdict }) => !verdict.ok);
  if (missed.length) console.log();
  for (const { title, verdict } of missed) console.log(`  ${title}: ${verdict.text}`);
}
