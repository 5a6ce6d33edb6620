// Loading core modules, finding imports, taking the steps of instantiation.

import { fail } from './trap.js';
import { describe } from './values.js';

/**
 * Compiles a core module beside this one.
 * @param {URL} url
 */
export async function compileFile(url) {
  const fs = url.protocol === 'file:' && globalThis.process?.getBuiltinModule?.('node:fs/promises');
  return fs ? WebAssembly.compile(await fs.readFile(url)) : compileUrl(url);
}

/** @param {URL} url */
export function compileUrl(url) {
  return WebAssembly.compileStreaming(fetch(url));
}

/** @param {string} base64 */
export function compileText(base64) {
  return WebAssembly.compile(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
}

/**
 * Gives a core module, or a promise of it. An engine that refuses the module says what is wrong in it; this says
 * which of the component's modules it is.
 * @param {() => any} load
 * @param {string} where
 */
export function loadCore(load, where) {
  return attempt(load, (e) => {
    throw e instanceof WebAssembly.CompileError
      ? new /** @type {any} */ (WebAssembly.CompileError)(`${where}: ${e.message}`, { cause: e })
      : e;
  });
}

/**
 * Instantiates a core module: gives the instance, or a promise if instantiateCore does. Not the exports: if one of them
 * is called `then`, a promise would take them for another promise.
 * @param {(module: WebAssembly.Module, imports: any) => any} instantiateCore
 * @param {WebAssembly.Module} module
 * @param {any} imports
 * @param {{ entered: number }} root
 */
export function startCore(instantiateCore, module, imports, root) {
  return attempt(
    () => instantiateCore(module, imports),
    (e) => {
      throw fail(e, root, 'instantiation');
    },
  );
}

/**
 * What work gives, or a promise of it if it gives one, or what failed makes of its error.
 * @param {() => any} work
 * @param {(e: any) => any} failed
 */
export function attempt(work, failed) {
  try {
    const result = work();
    return result?.then ? result.then(undefined, failed) : result;
  } catch (e) {
    return failed(e);
  }
}

/**
 * The exports whose names begin with a prefix, by what follows it.
 * @param {WebAssembly.Exports} exports
 * @param {string} prefix
 */
export function exportsBehind(exports, prefix) {
  const found = Object.entries(exports).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(found.map(([name, item]) => [name.slice(prefix.length), item]));
}

/**
 * The values of a list, or a promise of them if one is a promise.
 * @param {any[]} list
 */
export function allOf(list) {
  return list.some((v) => v?.then) ? Promise.all(list) : list;
}

/**
 * Takes steps to their end; waits only where one gives a promise.
 * @param {Generator<any, any, any>} steps
 * @param {any} [value]
 * @returns {any}
 */
export function drive(steps, value) {
  for (;;) {
    const { done, value: next } = steps.next(value);
    if (done) return next;
    if (next?.then) return next.then((/** @type {any} */ v) => drive(steps, v));
    value = next;
  }
}

/**
 * Finds an import by its name, by one with the highest compatible version, or by its name without the version.
 * @param {any} imports
 * @param {string} name
 */
export function findImport(imports, name) {
  imports ??= {};
  if (imports[name] !== undefined) return imports[name];
  const [base, version] = name.split('@');
  const track = /^(0\.)?[1-9]\d*\./.exec(version);
  const keys = Object.keys(imports).filter((key) => track && key.startsWith(`${base}@${track[0]}`));
  return imports[keys.sort((a, b) => b.localeCompare(a, undefined, { numeric: true }))[0]] ?? imports[base];
}

/**
 * @param {[what: string, given?: any][]} missing names and types, and what there is in their place
 */
export function checkImports(missing) {
  const lines = missing.map(([what, given]) => (given === undefined ? what : `${what}, not ${describe(given)}`));
  if (lines.length) throw new TypeError(`the component lacks these imports:\n  ${lines.join('\n  ')}`);
}
