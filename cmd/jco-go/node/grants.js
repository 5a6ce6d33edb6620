// A component of WASI 0.3, with what run.json says that it gets.

import { args, environment, usage } from './given.js';
import { olderImports } from './older.js';
import { getCoreModule, load, request } from './setup.js';

const { grants } = request;

/** The hosts of WASI 0.3, from the npm package. */
const { ExitError, readOnly, runCommand, wasi } = await import(`${grants.hosts}/node/index.js`);

export { ExitError, runCommand };

/** The options of `wasi`. */
function options() {
  const dirs = grants.dirs ?? [];
  return {
    args: args(grants),
    env: environment(grants),
    preopens: dirs.map((/** @type {any} */ dir) => [dir.guest, dir.readOnly ? readOnly(dir.host) : dir.host]),
    stdin: request.service ? null : undefined,
    net: { connect: grants.connect ?? [], listen: grants.listen ?? [] },
  };
}

/** Gives the function that makes an instance. */
export async function instantiator() {
  const { instantiate } = await load();
  /** @type {Record<string, any>} */
  let imports = {};
  try {
    imports = { ...(await olderImports(grants))(), ...wasi(options()) };
  } catch (e) {
    usage(e);
  }
  for (const key of request.mapped ?? []) imports[key] = await import(key);
  return () => instantiate(getCoreModule, imports);
}
