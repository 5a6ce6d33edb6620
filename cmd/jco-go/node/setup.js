// What the other scripts share. jco-go writes these files beside the transpiled component, which is component.js, and
// run.json, which says what it was asked for.

import { readFileSync } from 'node:fs';
import process from 'node:process';
import { limitOlder } from './older.js';

/**
 * @typedef {object} Request
 * @property {string} name of the program, for its argv[0]
 * @property {string} path of the component
 * @property {string} [setup] URL of a module to import first
 * @property {string} [host]
 * @property {number} [port]
 * @property {boolean} [anyPort] the next free port will do
 * @property {'' | 'instance' | 'worker'} [isolate]
 * @property {number} [workers]
 * @property {string[]} [mapped] modules that are keys of the import object
 * @property {any} grants what a component gets, see nodeGrants in ../nodegrants.go
 * @property {any} [service] how one of WASI 0.3 serves, see nodeService there
 * @property {any} [invoke] the call of --invoke, see nodeCall in ../invokenode.go
 */

/** @type {Request} */
export const request = JSON.parse(readFileSync(new URL('./run.json', import.meta.url), 'utf8'));

/** Imports the user's module and gives the component's. */
export async function load() {
  await limitOlder(request.grants);
  if (request.setup) await import(request.setup);
  process.argv[1] = request.name;
  return import('./component.js');
}

/** @type {Map<string, WebAssembly.Module>} */
const modules = new Map();

/** @param {string} path */
export function getCoreModule(path) {
  let module = modules.get(path);
  if (!module) {
    module = new WebAssembly.Module(readFileSync(new URL(path, import.meta.url)));
    modules.set(path, module);
  }
  return module;
}
