// Imports that are given as core functions (--import-bindings), by jco's protocol: a function of the host's has under
// Symbol.for('cabiLower') another one, which gets the canon options and returns the core function.

import { addHandle, removeHandle } from './handles.js';
import { abort } from './trap.js';

/**
 * @typedef {object} LowerOptions
 * @property {WebAssembly.Memory} [memory]
 * @property {Function} [realloc]
 * @property {string} [stringEncoding]
 * @property {any[]} [resourceTables]
 */

/**
 * The core function of an import that has one.
 * @param {any} fn
 * @param {LowerOptions} options
 * @param {string} where the import's name and type
 * @param {Function} [fallback] what stands for an import that has none
 */
export function bindCore(fn, options, where, fallback) {
  const bind = fn?.[Symbol.for('cabiLower')];
  if (bind) return guardCore(bind.call(fn, options), where);
  if (fallback) return fallback;
  throw new TypeError(`the import ${where} has no Symbol.for("cabiLower") binding`);
}

/**
 * A core function of the host's out of which nothing is thrown.
 * @param {Function} core
 * @param {string} where
 */
export function guardCore(core, where) {
  if (typeof core !== 'function') throw new TypeError(`the binding of the import ${where} is no function`);
  return (/** @type {any[]} */ ...args) => {
    try {
      return core(...args);
    } catch (e) {
      return abort(e, where);
    }
  };
}

/**
 * A handle table as jco has it, for bindings that read and write one: the rep of handle i is at 2i+1, owned if bit 30 is
 * set. The list of free handles is empty, so that new handles are pushed.
 * @param {import('./handles.js').Table} table
 * @param {number} type
 * @param {any} Class the host's class of the resource
 */
export function flatTable(table, type, Class) {
  const flag = 1 << 30;
  const rep = Symbol.for('cabiRep');
  let half = false;
  const push = (/** @type {number} */ v) => {
    half = !half;
    if (half) return;
    const i = table.handles.length;
    table.handles.length++;
    table.free.push(i);
    addHandle(
      table,
      type,
      Object.defineProperty(Object.create(Class.prototype), rep, { value: v & ~flag, writable: true }),
    );
  };
  return new Proxy([], {
    get(_, key) {
      if (key === 'push') return push;
      if (key === 'length') return table.handles.length * 2;
      const i = Number(key);
      if (i < 2) return flag;
      const handle = table.handles[i >> 1];
      if (!handle) return i & 1 ? 0 : flag;
      return i & 1 ? handle.rep[rep] | (handle.scope ? 0 : flag) : 0;
    },
    set(_, key, value) {
      const i = Number(key);
      if (i > 1 && !(i & 1) && value & flag) removeHandle(table, i >> 1, type);
      return true;
    },
  });
}
