// Finding the programs of a machine.

import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

const windows = process.platform === 'win32';

/** What may be at the end of a program's name. */
const endings = windows ? ['', '.exe', '.cmd', '.bat'] : [''];

/**
 * Gives the path of a program, undefined if there is none. A name without a folder in it is looked for in `folders` and
 * in $PATH; `node` is the one that runs this.
 *
 * @param {string} name
 * @param {string[]} [folders]
 * @returns {string | undefined}
 */
export function findProgram(name, folders = []) {
  if (name === 'node') return process.execPath;
  if (/[\\/]/.test(name)) return endings.map((ending) => name + ending).find(isProgram);
  const path = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const folder of [...folders, ...path]) {
    const found = endings.map((ending) => join(folder, name + ending)).find(isProgram);
    if (found) return found;
  }
  return undefined;
}

/** Whether a program is a script that only the shell runs. @param {string} program */
export const needsShell = (program) => windows && /\.(cmd|bat)$/i.test(program);

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
