// Paths of guests, and the steps that they are made of.

import { failure } from './code.js';

/** A step of a path. Bytes are a name of the host that is not UTF-8, which only a link can have. @typedef {string | Uint8Array} Name */

/**
 * A path: its steps, with `.` and `..` as they are, and whether it ends with a slash, as only that of a directory may.
 * @typedef {object} Path
 * @property {Name[]} steps
 * @property {boolean} slash
 */

/**
 * @param {string} path a guest's
 * @returns {Path}
 */
export function parsePath(path) {
  if (path === '') throw failure('no-entry');
  if (path.startsWith('/')) throw failure('not-permitted');
  if (path.includes('\0')) throw failure('invalid');
  return { steps: path.split('/').filter((step) => step !== ''), slash: path.endsWith('/') };
}

const slash = 0x2f;

/**
 * The path in a symbolic link.
 * @param {Name} target
 * @returns {Path}
 */
export function parseLink(target) {
  if (typeof target === 'string') return parsePath(target);
  if (target[0] === slash) throw failure('not-permitted');
  /** @type {Name[]} */
  const steps = [];
  for (let from = 0; from < target.length; ) {
    const end = target.indexOf(slash, from);
    const step = target.subarray(from, end < 0 ? undefined : end);
    const text = textOf(step);
    if (text === undefined) steps.push(step);
    else if (text !== '') steps.push(text);
    from += step.length + 1;
  }
  return { steps, slash: target.at(-1) === slash };
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text of bytes, undefined if they are not UTF-8.
 * @param {Uint8Array} bytes
 */
export function textOf(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
