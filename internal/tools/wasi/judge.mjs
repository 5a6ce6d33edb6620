// What came out beside what must: a cell for each function on each host.

import { olderNode } from './lines.mjs';

/** @import { Case, Limit } from './lines.mjs' */

/**
 * How a function does on a host: every case came out as it must, or as the platform's limits have it, or not.
 * @typedef {{ state: 'works' | 'limited' | 'wrong' | 'untested', answer?: string }} Cell
 */

/**
 * Holds the cases of a host to what is expected.
 * @param {string} host
 * @param {Case[]} expected
 * @param {Case[]} got
 * @param {Limit[]} limits of all hosts
 * @param {boolean} whole these are all cases, so that each limit of the host must show in one
 * @returns {{ cells: Map<string, Cell>, problems: string[] }} by function
 */
export function judge(host, expected, got, limits, whole) {
  const problems = [];
  /** @type {Map<string, Cell>} */
  const cells = new Map();
  const answers = new Map(got.map((c) => [key(c), c.outcome]));
  const own = limits.filter((l) => l.host === host || (host === olderNode && l.host === 'node'));
  const needed = new Set();
  for (const c of expected) {
    const { what, name, outcome } = c;
    const answer = answers.get(key(c));
    const limit = own.find((l) => l.what === what && l.answer === answer?.replace(/^setup: \S+: /, ''));
    answers.delete(key(c));
    if (answer === outcome) {
      if (!cells.has(what)) cells.set(what, { state: 'works' });
    } else if (limit) {
      needed.add(limit);
      const cell = cells.get(what);
      const before = cell?.state === 'limited' ? /** @type {string} */ (cell.answer).split(', ') : [];
      const answer = [...new Set([...before, limit.answer])].join(', ');
      if (cell?.state !== 'wrong') cells.set(what, { state: 'limited', answer });
    } else {
      problems.push(`${what} ${name}\n      wanted ${outcome}\n      got    ${answer ?? 'no line'}`);
      cells.set(what, { state: 'wrong' });
    }
  }
  for (const [unknown, outcome] of answers)
    problems.push(`${unknown}: ${outcome}\n      is a case that nothing is expected of`);
  for (const limit of own) {
    const { what, answer, line } = limit;
    if (whole && !needed.has(limit))
      problems.push(`${what}\n      never answers ${answer}: line ${line} of wasi-platform-limits is not needed`);
  }
  return { cells, problems };
}

/** @param {Case} c */
const key = ({ what, name }) => `${what} ${name}`;

/**
 * What is wrong with the expectations themselves: functions that no case asserts an effect of, or that have one case only,
 * cases that are there twice, or about no function.
 * @param {string[]} functions all of WASI 0.3.0
 * @param {Case[]} expected
 * @param {Limit[]} limits
 * @returns {string[]}
 */
export function gaps(functions, expected, limits) {
  const known = new Set(functions);
  const seen = new Set();
  const problems = [];
  for (const c of expected) {
    if (seen.has(key(c))) problems.push(`${key(c)}\n      is there twice`);
    if (!known.has(c.what)) problems.push(`${c.what}\n      is no function of WASI 0.3.0`);
    if (c.outcome.startsWith('wrong') || c.outcome.startsWith('setup'))
      problems.push(`${key(c)}\n      is expected to be wrong`);
    seen.add(key(c));
  }
  for (const what of functions) {
    const cases = expected.filter((c) => c.what === what);
    if (!cases.some((c) => c.outcome === 'ok')) problems.push(`${what}\n      has no case that asserts its effect`);
    if (cases.length < 2) problems.push(`${what}\n      has ${cases.length} case`);
  }
  for (const { what, line } of limits)
    if (!known.has(what)) problems.push(`${what}\n      (line ${line} of wasi-platform-limits) is no function`);
  return problems;
}
