// From a directory along a path. Every step is looked up in the directory that was opened for the step before, so that
// nothing leads out of the first one: `..` goes back to what was opened, and links are read and walked here.

import { failure, isCode } from './code.js';
import { parseLink } from './path.js';

/** @import { Name, Path } from './path.js' */
/** @import { Directory, Stat } from './tree.js' */

/** How many symbolic links there may be on a path. */
const most = 40;

/**
 * Where a path ends: a name in a directory, or the directory itself. It is open only while `walk` uses it.
 * @typedef {object} Place
 * @property {Directory} directory
 * @property {Name | undefined} name
 */

/**
 * Walks a path as far as the directory that its last step is in.
 *
 * @template T
 * @param {Directory} base
 * @param {Path} path
 * @param {boolean} follow whether a symbolic link at the end of the path is followed; it is anyhow if the path ends with a slash
 * @param {(place: Place) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function walk(base, path, follow, use) {
  const open = [base];
  const steps = path.steps.toReversed();
  let { slash } = path;
  let links = 0;
  try {
    for (;;) {
      const directory = open[open.length - 1];
      const step = steps.pop();
      if (step === undefined) return await use({ directory, name: undefined });
      if (step === '.') continue;
      if (step === '..') {
        if (open.length === 1) throw failure('not-permitted');
        open.pop()?.release();
        continue;
      }
      const last = steps.length === 0;
      if (last && !follow && !slash) return await use({ directory, name: step });
      const target = last ? await linkAt(directory, step) : await enter(directory, step, open);
      if (target === undefined) {
        if (last) return await use({ directory, name: step });
        continue;
      }
      if (++links > most) throw failure('loop');
      const link = parseLink(target);
      if (last) slash ||= link.slash;
      steps.push(...link.steps.toReversed());
    }
  } finally {
    for (const directory of open.slice(1)) directory.release();
  }
}

/**
 * Opens the directory for a step, or gives what the symbolic link there has in it.
 * @param {Directory} directory
 * @param {Name} name
 * @param {Directory[]} open gets the directory
 */
async function enter(directory, name, open) {
  try {
    open.push(await directory.enter(name));
    return undefined;
  } catch (e) {
    if (!isCode(e, 'not-directory', 'loop')) throw e;
    const target = await directory.readLink(name).catch((other) => {
      throw isCode(other, 'invalid') ? e : other; // it is no link
    });
    return target;
  }
}

/**
 * What the symbolic link at a name has in it, undefined if there is something else or nothing.
 * @param {Directory} directory
 * @param {Name} name
 */
async function linkAt(directory, name) {
  const stat = await statOf(directory, name);
  return stat?.kind === 'symbolic-link' ? directory.readLink(name) : undefined;
}

/**
 * What is at a name, undefined if nothing is.
 * @param {Directory} directory
 * @param {Name} name
 * @returns {Promise<Stat | undefined>}
 */
export async function statOf(directory, name) {
  try {
    return await directory.statOf(name);
  } catch (e) {
    if (isCode(e, 'no-entry')) return undefined;
    throw e;
  }
}
