// The handle table of a component instance (CanonicalABI.md, Table State, Resource State): one for all resource types.

import { trap } from './trap.js';

/**
 * A handle. The type of a resource that the host defines is negative, its rep is the host's object. A handle without
 * a scope is owned.
 * @typedef {object} Handle
 * @property {number} type
 * @property {any} rep
 * @property {{ borrows: number } | undefined} scope the call that a borrow is lent to
 * @property {number} lends
 */

/** @typedef {{ handles: (Handle | undefined)[], free: number[] }} Table */

/**
 * @param {Table} table
 * @param {number} type
 * @param {any} rep
 * @param {{ borrows: number }} [scope]
 */
export function addHandle(table, type, rep, scope) {
  const i = table.free.pop() ?? table.handles.length;
  if (i > 0xfffffff) trap('resource table has no free keys');
  table.handles[i] = { type, rep, scope, lends: 0 };
  if (scope) scope.borrows++;
  return i;
}

/**
 * @param {Table} table
 * @param {number} i
 * @param {number} type
 * @returns {Handle}
 */
export function getHandle(table, i, type) {
  i >>>= 0;
  const handle = table.handles[i];
  if (!handle) return trap(`unknown handle index ${i}`);
  if (handle.type !== type) {
    const kinds = [type, handle.type].map((t) => `${t < 0 ? 'host' : 'guest'}-defined resource`);
    const found = kinds[0] === kinds[1] ? `a different ${kinds[1]}` : kinds[1];
    trap(`handle index ${i} used with the wrong type, expected ${kinds[0]} but found ${found}`);
  }
  return handle;
}

/**
 * Removes a handle, whose rep and scope it gives.
 * @param {Table} table
 * @param {number} i
 * @param {number} type
 */
export function removeHandle(table, i, type) {
  const handle = getHandle(table, i, type);
  if (handle.lends) trap('cannot remove owned resource while borrowed');
  table.handles[i >>> 0] = undefined;
  table.free.push(i >>> 0);
  return handle;
}

/**
 * Lifts an owned handle: gives its rep.
 * @param {Table} table
 * @param {number} i
 * @param {number} type
 */
export function takeHandle(table, i, type) {
  const { rep, scope } = removeHandle(table, i, type);
  if (scope) trap('cannot lift own resource from a borrow');
  return rep;
}

/**
 * Lifts a borrowed handle for a call: gives its rep, and remembers the handle in lent.
 * @param {Table} table
 * @param {number} i
 * @param {number} type
 * @param {Handle[]} lent
 */
export function lendHandle(table, i, type, lent) {
  const handle = getHandle(table, i, type);
  handle.lends++;
  lent.push(handle);
  return handle.rep;
}

/**
 * Ends the call that handles were lent for.
 * @param {Handle[]} lent
 */
export function returnLent(lent) {
  for (const handle of lent) handle.lends--;
}
