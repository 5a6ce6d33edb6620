// Runs the test programs on the hosts, and tells what came out beside what must.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jcoGo } from '../lib/examples.mjs';
import { buildRuntime } from '../lib/package.mjs';
import { must } from '../lib/run.mjs';
import { root } from '../lib/setup.mjs';
import { printTable } from '../lib/table.mjs';
import { glue, native, node } from './hosts.mjs';
import { gaps, judge } from './judge.mjs';
import { casesIn, olderNode, readExpected, readLimits, written } from './lines.mjs';
import { startPeer } from './peer.mjs';
import { askAll } from './requests.mjs';
import { runs } from './runs.mjs';

/** @import { Case } from './lines.mjs' */
/** @import { Host } from './hosts.mjs' */
/** @import { Cell } from './judge.mjs' */
/** @import { Run } from './runs.mjs' */

export const allEngines = ['native', 'node', 'node --no-jspi', 'chromium'];

const data = join(root, 'testdata');
const service = 'http-service';

/** The run of the service has this name. */
const asked = 'asked';

/** @param {string} program */
const expectedOf = (program) => join(data, 'wasi', program, 'expected.txt');

/**
 * @param {string} engine
 * @param {string} [path] of another Node
 * @returns {Promise<Host>}
 */
async function hostOf(engine, path) {
  if (engine === 'native') return native();
  if (engine !== 'chromium') return node(engine === 'node', path);
  return (await import('./chromium.mjs')).chromium();
}

/**
 * Runs the programs and prints what is wrong, and the table of functions.
 * @param {string[]} engines of allEngines
 * @param {{ only?: RegExp, update?: boolean, node?: string }} [how] node: another Node; only: programs whose name it matches, without the table; update: what comes
 *   out is written down as what is expected
 * @returns {Promise<boolean>} whether all came out as it must
 */
export async function runAll(engines, { only = /^/, update = false, node } = {}) {
  await must('go', ['build', '-o', jcoGo, './cmd/jco-go']);
  await buildRuntime();
  rmSync(glue, { recursive: true, force: true });
  const wanted = runs.filter((run) => only.test(run.program));
  const limits = readLimits(join(data, 'wasi-platform-limits'));
  let right = true;
  /** @type {Map<string, Map<string, Cell>>} by the host's title */
  const columns = new Map();
  for (const engine of engines) {
    const host = await hostOf(engine, node);
    try {
      const { sections, failures } = await outcomes(host, wanted, only.test(service));
      if (update) writeExpected(sections);
      const { cells, problems } = judgeAll(host, sections, limits, only.source === '^');
      columns.set(host.title, cells);
      const wrong = problems.length + failures.length;
      right &&= wrong === 0;
      const cases = [...sections.values()].flat().length;
      console.log(`${wrong ? 'FAIL' : 'ok  '}  ${host.title}: ${cases} cases, ${problems.length} wrong`);
      for (const problem of [...failures, ...problems]) console.log(`    ${problem}`);
    } finally {
      await host.close();
    }
  }
  if (only.source !== '^') return right;
  return printFunctions(columns, limits) && right;
}

/**
 * What comes out of the runs on a host.
 * @param {Host} host
 * @param {Run[]} wanted
 * @param {boolean} withService
 * @returns {Promise<{ sections: Map<string, Case[]>, failures: string[] }>} sections: by PROGRAM/RUN; failures: of runs that
 *   did not come to their end
 */
async function outcomes(host, wanted, withService) {
  const sections = new Map();
  /** @type {string[]} */
  const failures = [];
  const peer = await startPeer();
  try {
    const name = host.name === olderNode ? 'node' : host.name;
    for (const run of wanted.filter(({ hosts }) => !hosts || hosts.includes(name))) {
      const args = (run.peer ? [peer.authority, peer.nobody, ...(run.args ?? [])] : run.args)?.map((arg) =>
        arg === 'NOW' ? String(Math.floor(Date.now() / 1000)) : arg,
      );
      const connect = run.net?.connect.map((rule) => (rule === 'PEER' ? peer.authority : rule));
      const net = run.net && { ...run.net, connect: connect ?? [] };
      const end = await host.run({ ...run, args, net });
      const cases = [...casesIn(end.stdout), ...casesIn(end.stderr)];
      for (const [what, name, outcome] of run.seen?.(end) ?? []) cases.push({ what, name, outcome });
      sections.set(`${run.program}/${run.name}`, cases);
      if (end.code !== 0 && !run.seen)
        failures.push(`${run.program} (${run.name}) ended with ${end.code}\n${end.stderr.slice(-2000)}`);
    }
    if (withService) sections.set(`${service}/${asked}`, await askAll(await host.serve(service)));
  } catch (e) {
    failures.push(e instanceof Error ? (e.stack ?? e.message) : String(e));
  } finally {
    await peer.close();
  }
  return { sections, failures };
}

/** @param {Host} host @param {Map<string, Case[]>} sections @param {import('./lines.mjs').Limit[]} limits @param {boolean} whole */
function judgeAll(host, sections, limits, whole) {
  /** @type {Case[]} */
  const expected = [];
  for (const at of sections.keys()) expected.push(...expectedAt(at));
  return judge(host.name, expected, [...sections.values()].flat(), limits, whole);
}

/** @param {string} at PROGRAM/RUN */
function expectedAt(at) {
  const program = at.slice(0, at.indexOf('/'));
  const path = expectedOf(program);
  return (existsSync(path) && readExpected(path).get(at.slice(program.length + 1))) || [];
}

/** @param {Map<string, Case[]>} sections */
function writeExpected(sections) {
  const programs = new Map();
  for (const [at, cases] of sections) {
    const program = at.slice(0, at.indexOf('/'));
    const text = [`# ${at.slice(program.length + 1)}`, ...cases.map(written), ''].join('\n');
    programs.set(program, `${programs.get(program) ?? ''}${text}`);
  }
  for (const [program, text] of programs) writeFileSync(expectedOf(program), text);
}

/**
 * Prints the table of all functions, and what is wrong with the expectations.
 * @param {Map<string, Map<string, Cell>>} columns
 * @param {import('./lines.mjs').Limit[]} limits
 * @returns {boolean} whether nothing is wrong
 */
function printFunctions(columns, limits) {
  const functions = readFileSync(join(data, 'wasi', 'functions.txt'), 'utf8')
    .trim()
    .split('\n');
  const all = [...runs.map((run) => `${run.program}/${run.name}`), `${service}/${asked}`].flatMap(expectedAt);
  const problems = gaps(functions, all, limits);
  for (const problem of problems) console.log(`FAIL  ${problem}`);
  const titles = [...columns.keys()];
  const text = (/** @type {Cell | undefined} */ cell) =>
    cell?.state === 'works' ? 'works' : cell?.state === 'limited' ? `(${cell.answer})` : (cell?.state ?? 'untested');
  const rows = functions.map((f) => [f, ...titles.map((title) => text(columns.get(title)?.get(f)))]);
  printTable(['function', ...titles], rows, 72);
  const count = (/** @type {string} */ state) => (/** @type {string} */ title) =>
    functions.filter((f) => (columns.get(title)?.get(f)?.state ?? 'untested') === state).length;
  for (const title of titles) {
    const [works, limited] = [count('works')(title), count('limited')(title)];
    console.log(`${title}: ${works} of ${functions.length} work, ${limited} are limits of the platform`);
  }
  const untested = titles.filter((title) => count('untested')(title) > 0);
  if (untested.length) console.log(`FAIL  there are functions without a case ${untested.join(', ')}`);
  return problems.length === 0 && untested.length === 0;
}
