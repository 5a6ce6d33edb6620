// The options of the commands of this repository.

import { parseArgs } from 'node:util';

/** @import { ParseArgsConfig } from 'node:util' */

/**
 * Reads the command line. --help prints the usage and ends the process; what the command does not take ends it with 2, and
 * says what it does take.
 * @template {ParseArgsConfig} T
 * @param {string} usage
 * @param {T} config
 * @returns {ReturnType<typeof parseArgs<T>>}
 */
export function readOptions(usage, config) {
  if (process.argv.slice(2).some((arg) => arg === '--help' || arg === '-h')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs(config);
  } catch (e) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (e);
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw e;
    return misuse(message, usage);
  }
}

/**
 * Reads a regular expression that was given.
 * @param {string} text
 * @param {string} usage
 */
export function readPattern(text, usage, flags = '') {
  try {
    return new RegExp(text, flags);
  } catch (e) {
    return misuse(/** @type {Error} */ (e).message, usage);
  }
}

/**
 * Says what is wrong with the command line, and ends the process.
 * @param {string} message
 * @param {string} usage
 * @returns {never}
 */
export function misuse(message, usage) {
  console.error(`${message}\n\n${usage}`);
  process.exit(2);
}
