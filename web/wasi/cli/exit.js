// wasi:cli/exit: how a program ends in the middle of its work.

/** What exit and exit-with-code throw, so that the call of `run` ends with it. */
export class ExitError extends Error {
  /** @override */
  name = 'ExitError';
  /** Tells it from other errors, whatever copy of this file it comes from; the shims of WASI 0.2 have it, too. */
  exitError = true;

  /** @param {number} code */
  constructor(code) {
    super(`the program ended with exit code ${code}`);
    this.code = code;
  }
}

export const exit = {
  /** @param {{ tag: 'ok' | 'err' }} status */
  exit(status) {
    throw new ExitError(status.tag === 'ok' ? 0 : 1);
  },

  /** @param {number} statusCode */
  exitWithCode(statusCode) {
    throw new ExitError(statusCode);
  },
};

/**
 * Runs a command to its end.
 * @param {Record<string, any>} component the exports of an instance, or a module of a transpiled one
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<number>} the exit code: 0, 1 if `run` gave an error, or what the program ended with
 * @throws {TypeError} the component exports no `wasi:cli/run`
 * @throws what a trap or a bug of the host throws
 */
export async function runCommand(component, options) {
  // A component may have both versions, for hosts that know one of them.
  const name = Object.keys(component).find((key) => /^wasi:cli\/run@0\.3\.\d+$/.test(key)) ?? 'run';
  const run = component[name]?.run;
  if (typeof run !== 'function') throw new TypeError('this component is no command: it does not export wasi:cli/run');
  try {
    await run(...(options ? [options] : []));
    return 0;
  } catch (e) {
    const error = /** @type {any} */ (e);
    if (error?.exitError === true) return error.code;
    if (error instanceof Error && 'payload' in error && error.payload === undefined) return 1;
    throw e;
  }
}
