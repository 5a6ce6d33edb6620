// wasi:cli/environment: arguments, variables and the working directory, as they were given.

/**
 * @param {Pick<import('../index.js').WasiOptions, 'args' | 'env' | 'cwd'>} options
 * @returns {typeof import('../interfaces/wasi-cli-environment.js')}
 */
export function makeEnvironment({ args = [], env = {}, cwd }) {
  const given = [...args].map(String);
  if (typeof env !== 'object' || env === null) throw new TypeError(`env is no object: ${env}`);
  const pairs = Symbol.iterator in env ? env : Object.entries(env);
  const variables = Array.from(pairs, ([name, value]) => /** @type {[string, string]} */ ([name, String(value)]));
  return {
    getEnvironment: () => variables,
    getArguments: () => given,
    getInitialCwd: () => cwd,
  };
}
