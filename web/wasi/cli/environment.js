// wasi:cli/environment: arguments, variables and the working directory, as they were given.

/**
 * @param {Pick<import('../index.js').WasiOptions, 'args' | 'env' | 'cwd'>} options
 * @returns {typeof import('../interfaces/wasi-cli-environment.js')}
 */
export function makeEnvironment({ args = [], env = {}, cwd }) {
  const given = Array.from(args, String);
  const pairs = Symbol.iterator in env ? env : Object.entries(env);
  const variables = Array.from(pairs, ([name, value]) => /** @type {[string, string]} */ ([name, String(value)]));
  return {
    getEnvironment: () => variables,
    getArguments: () => given,
    getInitialCwd: () => cwd,
  };
}
