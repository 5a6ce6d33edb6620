// Makes the call that --invoke asks for, and writes what it comes to beside this script, see ../jsvalue.go.

import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { explain, isTrap } from './given.js';
import { load, request } from './setup.js';

/** @type {Record<string, any>} */
const special = { undefined: undefined, NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY };
special['-Infinity'] = Number.NEGATIVE_INFINITY;
special['-0'] = -0;

/** @param {any} value of JSON */
function read(value) {
  if (Array.isArray(value)) return value.map(read);
  if (typeof value !== 'object' || value === null) return value;
  if (Object.hasOwn(value, '$')) return value.$ in special ? special[value.$] : BigInt(value.$.slice(0, -1));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, read(member)]));
}

/** @param {any} value @returns {any} for JSON */
function write(value) {
  if (typeof value === 'bigint') return { $: `${value}n` };
  if (value === undefined) return { $: 'undefined' };
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return { $: Object.is(value, -0) ? '-0' : String(value) };
  if (Array.isArray(value) || ArrayBuffer.isView(value) || value instanceof Map)
    return Array.from(/** @type {any} */ (value), write);
  if (typeof value !== 'object' || value === null) return value;
  const plain = [Object.prototype, null].includes(Object.getPrototypeOf(value));
  return plain ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, write(member)])) : null;
}

/** The component, and what its exit throws. */
async function start() {
  if (!request.grants.hosts) return { component: await load() };
  const { ExitError, instantiator } = await import('./grants.js');
  return { component: await (await instantiator())(), ExitError };
}

const { path, args, result } = request.invoke;
let ExitError;
try {
  const started = await start();
  ExitError = started.ExitError;
  const holder = path
    .slice(0, -1)
    .reduce((/** @type {any} */ object, /** @type {string} */ key) => object[key], started.component);
  /** @type {any} */
  let value;
  try {
    value = await holder[path.at(-1)](...args.map(read));
    if (result) value = { tag: 'ok', val: value };
  } catch (e) {
    if (!result || !Object.hasOwn(Object(e), 'payload')) throw e;
    value = { tag: 'err', val: /** @type {any} */ (e).payload };
  }
  writeFileSync(new URL('./result.json', import.meta.url), JSON.stringify(write(value)));
  await setTimeout(0); // what was written goes out
  process.exit(0);
} catch (e) {
  if (ExitError && e instanceof ExitError) process.exit(/** @type {any} */ (e).code);
  console.error(`jco-go: ${request.path}: ${explain(e)}`);
  process.exit(isTrap(e) ? 134 : 1);
}
