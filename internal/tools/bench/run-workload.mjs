// One workload in a process of its own: run-workload.mjs JSON prints its figures as JSON. It wants node --expose-gc.
//
// The argument is { workload, contestants, rounds, ms }, where contestants are { name, glue } (a folder that a tool wrote)
// or { name } for what is written by hand.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import * as callsByHand from './limits/calls.mjs';
import { coreModules } from './limits/core-modules.mjs';
import * as linkedByHand from './limits/linked.mjs';
import { measure } from './measure.mjs';
import { components } from './workloads.mjs';

/** @typedef {import('./types.js').Workload} Workload */
/** @typedef {{ name: string, glue?: string }} Contestant */

const root = new URL('../../../', import.meta.url);
const host = { 'host-add': { default: (/** @type {number} */ a, /** @type {number} */ b) => a + b } };

/** @type {{ workload: string, contestants: Contestant[], rounds: number, ms: number }} */
const { workload: id, contestants, rounds, ms } = JSON.parse(process.argv[2]);
const entrants = [];
/** @type {Record<string, string>} */
const errors = {};
let most;
for (const { name, glue } of contestants) {
  try {
    const workload = await ownCopy(id, name);
    const api = glue ? await instantiateGlue(glue, workload.component) : await instantiateByHand(workload, name);
    if (!(name === 'bare' && workload.component === 'linked')) compare(workload.answer(api), workload.want);
    entrants.push({ name, loop: workload.loop(api) });
    most = workload.most;
  } catch (e) {
    errors[name] = e instanceof Error ? (e.stack ?? e.message) : String(e);
  }
}
const figures = await measure(entrants, { rounds, ms, most });
process.stdout.write(JSON.stringify({ figures, errors }));

/**
 * The workload in a copy of its module that no other contestant uses.
 * @param {string} id
 * @param {string} contestant
 */
async function ownCopy(id, contestant) {
  const copy = await import(`./workloads.mjs?for=${contestant}`);
  return /** @type {Workload} */ (copy.workloads.find((/** @type {Workload} */ w) => w.id === id));
}

/**
 * @param {string} folder
 * @param {string} component
 */
async function instantiateGlue(folder, component) {
  const { instantiate } = await import(pathToFileURL(join(folder, `${component}.js`)).href);
  /** @type {Map<string, WebAssembly.Module>} */
  const compiled = new Map();
  const getCoreModule = (/** @type {string} */ file) => {
    const module = compiled.get(file) ?? new WebAssembly.Module(readFileSync(join(folder, file)));
    compiled.set(file, module);
    return module;
  };
  const instantiateAgain = async () => instantiate(getCoreModule, host);
  return { ...(await instantiateAgain()), instantiateAgain };
}

/**
 * @param {Workload} workload
 * @param {string} name limit or bare
 */
async function instantiateByHand({ component }, name) {
  const modules = coreModules(readFileSync(new URL(components[component], root))).map(
    (bytes) => new WebAssembly.Module(bytes),
  );
  if (component === 'linked') {
    modules.push(new WebAssembly.Module(readFileSync(new URL('testdata/bench/linked-by-hand.wasm', root))));
    const { copy, ...api } = await linkedByHand.instantiate(modules);
    return name === 'bare' ? { ...api, copy } : api;
  }
  if (name === 'bare') return callsByHand.bareCopies();
  const instantiateAgain =
    component === 'calls'
      ? () => callsByHand.instantiate(modules, host)
      : async () => /** @type {any} */ (await WebAssembly.instantiate(modules[0])).exports;
  return { ...(await instantiateAgain()), instantiateAgain };
}

/**
 * @param {unknown} got
 * @param {unknown} want
 */
function compare(got, want) {
  if (!isDeepStrictEqual(plain(got), plain(want))) {
    throw new Error(`a wrong answer: ${text(got)} in place of ${text(want)}`);
  }
}

/** Without fields that are undefined: an option's none may be a missing field. @param {any} value @returns {any} */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [key, plain(field)]),
  );
}

/** @param {unknown} value */
function text(value) {
  const whole = ArrayBuffer.isView(value)
    ? `${value.constructor.name} of ${value.byteLength} bytes`
    : (JSON.stringify(value) ?? String(value));
  return whole.length > 200 ? `${whole.slice(0, 200)}…` : whole;
}
