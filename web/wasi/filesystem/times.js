// Times of wasi:filesystem, and those of files: nanoseconds since 1970.

import { failure } from './code.js';

/** @import { Instant } from '../interfaces/wasi-clocks-system-clock.js' */
/** @import { NewTimestamp } from '../interfaces/wasi-filesystem-types.js' */
/** @import { Stat, Times } from './tree.js' */

const second = 1_000_000_000n;

/** What fits 64 bits as nanoseconds. */
const largest = (1n << 63n) / second - 1n;

/** Now, as exact as Date is. */
export const now = () => BigInt(Date.now()) * 1_000_000n;

/**
 * @param {bigint | undefined} nanoseconds
 * @returns {Instant | undefined}
 */
export function instantOf(nanoseconds) {
  if (nanoseconds === undefined) return undefined;
  const rest = ((nanoseconds % second) + second) % second;
  return { seconds: (nanoseconds - rest) / second, nanoseconds: Number(rest) };
}

/** @param {...NewTimestamp} times */
export function checkTimes(...times) {
  for (const time of times) {
    if (time.tag !== 'timestamp') continue;
    const { seconds, nanoseconds } = time.val;
    if (nanoseconds >= second || seconds > largest || seconds < -largest) throw failure('invalid');
  }
}

/**
 * Both times after a change, undefined if nothing changes.
 * @param {NewTimestamp} accessed
 * @param {NewTimestamp} modified
 * @param {Stat} before
 * @returns {Times | undefined}
 */
export function newTimes(accessed, modified, before) {
  if (accessed.tag === 'no-change' && modified.tag === 'no-change') return undefined;
  const at = now();
  return [newTime(accessed, at, before.accessed), newTime(modified, at, before.modified)];
}

/**
 * @param {NewTimestamp} time
 * @param {bigint} at
 * @param {bigint | undefined} before
 */
function newTime(time, at, before) {
  if (time.tag === 'timestamp') return time.val.seconds * second + BigInt(time.val.nanoseconds);
  return time.tag === 'now' ? at : (before ?? at);
}
