// What the project wants of each figure, and whether it was met.

import { figure } from './measure.mjs';
import { duration, rate, size, times } from './units.mjs';

/** @typedef {import('./types.js').CallRow} CallRow */
/** @typedef {import('./types.js').Verdict} Verdict */
/** @typedef {import('./types.js').GlueRow} GlueRow */
/** @typedef {import('./types.js').TranspileRow} TranspileRow */
/** @typedef {import('./types.js').Contestant} Contestant */
/** @typedef {import('./types.js').StreamRow} StreamRow */

/** Up to so many times what is wanted of the native program the npm package may take. */
export const packageOverNative = 4;
/** Up to so many times its limit a call is "at the limit". */
export const atTheLimit = 1.3;
/** So many times faster than jco a call is wanted to be, where it is not at the limit. */
export const fasterThanJco = 5;
/** Up to so many times a bare copy of the same bytes glue by hand may take. */
export const limitOverBare = 1.2;

/**
 * How many times as long one contestant takes as another: the median of the rounds' ratios, for the samples of a round were
 * taken one after the other, on a machine that was as busy for one as for the other. Undefined if a figure is missing.
 * @param {Pick<CallRow, 'figures'>} row
 * @param {Contestant} over
 * @param {Contestant} under
 */
export function ratio({ figures }, over, under) {
  const a = figures[over]?.rounds;
  const b = figures[under]?.rounds;
  if (!a || !b) return undefined;
  const ratios = a.map((sample, round) => sample / b[round]);
  return figure(ratios, 1).median;
}

/** In Go there are two ways to call: the faster one counts. @param {Pick<CallRow, 'figures'>} row */
function leastOverLimit(row) {
  const ways = [ratio(row, 'ours', 'limit'), ratio(row, 'typed', 'limit')].filter((way) => way !== undefined);
  return ways.length ? Math.min(...ways) : undefined;
}

/**
 * @param {Omit<CallRow, 'verdict'>} row
 * @returns {Verdict}
 */
export function judgeCall(row) {
  const failed = failures(row.errors);
  if (failed) return failed;
  const missed = [];
  const overLimit = leastOverLimit(row);
  const overJco = ratio(row, 'jco', 'ours');
  if (overLimit !== undefined && row.goal !== undefined && overLimit > row.goal) {
    missed.push(`${times(overLimit)} the limit, wanted ≤ ${times(row.goal)}`);
  }
  if (overJco !== undefined && overJco < fasterThanJco && !(overLimit !== undefined && overLimit <= atTheLimit)) {
    missed.push(`${times(overJco)} as fast as jco, wanted ≥ ${times(fasterThanJco)}`);
  }
  const overBare = row.atBare ? ratio(row, 'limit', 'bare') : undefined;
  if (overBare !== undefined && overBare > limitOverBare)
    missed.push(`the limit itself is ${times(overBare)} a bare copy`);
  return verdict(missed);
}

/**
 * What a row of streams counts: bytes or elements a second, or nanoseconds. The clock tells more where others work on the machine, and the
 * processor where several threads work at once: the one that tells less is taken.
 * @param {Pick<StreamRow, 'unit' | 'size'>} row
 * @param {import('./types.js').Taken | undefined} taken
 */
export function streamFigure({ unit, size }, taken) {
  if (!taken) return undefined;
  const ns = Math.min(taken.wall, taken.cpu || taken.wall);
  return unit === 'ns' ? ns : (size / ns) * 1e9;
}

/** As people read it. @param {Pick<StreamRow, 'unit'>} row @param {number | undefined} n */
export const streamUnits = ({ unit }, n) => (unit === 'ns' ? duration(n) : rate(n, unit));

/** What is wanted of a row, "" if nothing. @param {Omit<StreamRow, 'verdict'>} row */
export function streamGoal(row) {
  if (row.part !== undefined) return `≥ ${times(row.part)} memory.copy`;
  if (row.goal === undefined) return '';
  return `${row.unit === 'ns' ? '≤' : '≥'} ${streamUnits(row, row.goal)}`;
}

/**
 * @param {Omit<StreamRow, 'verdict'>} row
 * @returns {Verdict}
 */
export function judgeStream(row) {
  const failed = failures(row.errors);
  if (failed) return failed;
  const got = streamFigure(row, row.ours);
  const copy = streamFigure(row, row.copy);
  const missed = [];
  if (got !== undefined && row.goal !== undefined && (row.unit === 'ns' ? got > row.goal : got < row.goal))
    missed.push(`wanted ${streamGoal(row)}`);
  if (got !== undefined && copy !== undefined && row.part !== undefined && got < row.part * copy)
    missed.push(`${times(got / copy)} memory.copy, wanted ≥ ${times(row.part)}`);
  return verdict(missed);
}

/**
 * @param {Omit<GlueRow, 'verdict'>} row
 * @param {{ most?: number, part?: number }} goal at most so many bytes, or such a part of jco's, min+gz
 * @returns {Verdict}
 */
export function judgeGlue(row, { most, part }) {
  const failed = failures(row.errors);
  if (failed) return failed;
  const missed = [];
  const ours = row.ours?.minGzip ?? 0;
  const jcos = row.jco?.minGzip ?? 0;
  if (most !== undefined && ours > most) missed.push(`wanted ≤ ${size(most)}`);
  if (part !== undefined && ours > jcos * part)
    missed.push(`${times(jcos / ours)} smaller than jco's, wanted ≥ ${times(1 / part)}`);
  return verdict(missed);
}

/**
 * @param {Omit<TranspileRow, 'verdict'>} row
 * @returns {Verdict}
 */
export function judgeTranspile(row) {
  const failed = failures(row.errors);
  if (failed) return failed;
  const missed = [];
  if (row.goal && row.ours) {
    const mb = row.ours.memory / 1e6;
    if (row.ours.wall > row.goal.ms) missed.push(`wanted ≤ ${row.goal.ms} ms`);
    if (row.goal.mb && mb > row.goal.mb) missed.push(`wanted ≤ ${row.goal.mb} MB`);
  }
  const most = row.goal && row.goal.ms * packageOverNative;
  if (most && row.wasm?.answered && row.wasm.answered > most) missed.push(`as WebAssembly wanted ≤ ${most} ms`);
  return verdict(missed);
}

/** @param {Record<string, string> | undefined} errors */
function failures(errors = {}) {
  const failed = Object.keys(errors);
  return failed.length ? { ok: false, text: `FAILED: ${failed.join(', ')}` } : undefined;
}

/** @param {string[]} missed */
function verdict(missed) {
  return { ok: missed.length === 0, text: missed.join('; ') };
}
