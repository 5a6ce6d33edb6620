// WASI 0.2 of preview2-shim gives a program all that there is. It is told here that there is only what run.json says,
// before a module of the user's own may say otherwise.

import { args, environment, usage } from './given.js';

const shim = '@bytecodealliance/preview2-shim';

/**
 * @param {any} grants
 * @returns {Promise<void>}
 */
export async function limitOlder(grants) {
  const packages = grants.shim ?? [];
  /** @param {string} name */
  const load = async (name) => (packages.includes(name) ? import(`${shim}/${name}`) : undefined);
  const [cli, filesystem, sockets] = [await load('cli'), await load('filesystem'), await load('sockets')];
  if (cli) {
    call(cli, '_setEnv', Object.fromEntries(environment(grants)));
    call(cli, '_setArgs', args(grants));
    call(cli, '_setCwd', undefined);
  }
  const dirs = (grants.dirs ?? []).filter((/** @type {any} */ dir) => !dir.readOnly);
  const preopens = dirs.map((/** @type {any} */ dir) => [dir.guest, dir.host]);
  if (filesystem) call(filesystem, '_setPreopens', Object.fromEntries(preopens));
  if (!sockets || grants.olderNetwork) return;
  for (const deny of ['_denyTcp', '_denyUdp', '_denyDnsLookup']) call(sockets, deny);
}

/**
 * Calls a function of preview2-shim, which older releases do not have.
 * @param {any} module
 * @param {string} name
 * @param {unknown[]} args
 */
function call(module, name, ...args) {
  if (typeof module[name] !== 'function')
    usage(`this ${shim} cannot be told what a program gets, it has no ${name}: npm install ${shim}@latest`);
  module[name](...args);
}

/**
 * Gives what makes import objects of WASI 0.2, as it was limited.
 * @param {any} grants
 * @returns {Promise<() => Record<string, any>>}
 */
export async function olderImports(grants) {
  if (!grants.shim?.length) return () => ({});
  const { WASIShim } = await import(`${shim}/instantiation`);
  const sandbox = { enableNetwork: grants.olderNetwork ?? false };
  return () => new WASIShim({ sandbox }).getImportObject();
}
