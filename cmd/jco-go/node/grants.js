// A component of WASI 0.3, with what run.json says that it gets.

import process from 'node:process';
import { getCoreModule, load, request } from './setup.js';

const { grants } = request;

/** The hosts of WASI 0.3, from the npm package. */
const { ExitError, readOnly, runCommand, wasi } = await import(`${grants.hosts}/node/index.js`);

export { ExitError, runCommand };

/** @param {unknown} e what is wrong with the command line */
function usage(e) {
  console.error(`jco-go: ${e instanceof Error ? e.message : e}`);
  process.exit(2);
}

/** KEY=VALUE as it is, KEY with the value that it has here. What is not here the program does not get. */
function environment() {
  /** @type {Map<string, string>} */
  const env = new Map(grants.inheritEnv ? Object.entries(process.env) : []);
  for (const text of grants.env ?? []) {
    const at = text.indexOf('=');
    const [key, value] = at < 0 ? [text, process.env[text]] : [text.slice(0, at), text.slice(at + 1)];
    if (value !== undefined) env.set(key, value);
  }
  return [...env];
}

/** The options of `wasi`. */
function options() {
  const dirs = grants.dirs ?? [];
  return {
    args: [grants.args0, ...process.argv.slice(2)],
    env: environment(),
    preopens: dirs.map((dir) => [dir.guest, dir.readOnly ? readOnly(dir.host) : dir.host]),
    stdin: request.service ? null : undefined,
    net: { connect: grants.connect ?? [], listen: grants.listen ?? [] },
  };
}

/**
 * What WASI 0.2 gives to a component that imports both: of the same, what preview2-shim can be told. That is no rule of the
 * network, and no directory that is read only: there is none then.
 * @param {ReturnType<typeof options>} given
 */
async function older(given) {
  if (!grants.shim) return {};
  const { WASIShim } = await import('@bytecodealliance/preview2-shim/instantiation');
  const dirs = (grants.dirs ?? []).filter((dir) => !dir.readOnly);
  const preopens = Object.fromEntries(dirs.map((dir) => [dir.guest, dir.host]));
  const sandbox = { args: given.args, env: Object.fromEntries(given.env), preopens, enableNetwork: false };
  return new WASIShim({ sandbox }).getImportObject();
}

/** Gives the function that makes an instance. */
export async function instantiator() {
  const { instantiate } = await load();
  /** @type {Record<string, any>} */
  let imports = {};
  try {
    const given = options();
    imports = { ...(await older(given)), ...wasi(given) };
  } catch (e) {
    usage(e);
  }
  for (const key of request.mapped ?? []) imports[key] = await import(key);
  return () => instantiate(getCoreModule, imports);
}

/** Says what a component failed with. @param {unknown} e */
export function explain(e) {
  const error = e instanceof Error ? e : new Error(String(e));
  if (!isTrap(e)) return error.stack ?? error.message;
  const frames = [error.stack, error.cause?.stack].join('\n').match(/^ +at .*wasm:.*$/gm) ?? [];
  return error.message + (frames.length ? `\nwasm stack trace:\n${frames.join('\n')}` : '');
}

/** @param {unknown} e */
export const isTrap = (e) => e instanceof WebAssembly.RuntimeError;
