// The memory of a guest, seen through the canon options memory and realloc.

import { Trap, trap, trapText } from './trap.js';

/**
 * What lifting and lowering need of a component instance.
 * @typedef {object} Context
 * @property {{ mayLeave: boolean }} instance
 * @property {WebAssembly.Memory} memory
 * @property {(old: number, oldSize: number, align: number, size: number) => number} realloc
 * @property {Uint8Array<ArrayBuffer>} bytes
 * @property {DataView} view
 * @property {Map<Context, import('./pipe.js').Pipe>} [pipes] to other memories
 * @property {number} units the length that goes with the address which lowering a string or list gave
 */

/**
 * @param {{ mayLeave: boolean }} instance
 * @param {any} memory
 * @param {any} [realloc]
 * @returns {Context}
 */
export function context(instance, memory, realloc) {
  const { buffer } = memory;
  return { instance, memory, realloc, bytes: new Uint8Array(buffer), view: new DataView(buffer), units: 0 };
}

/**
 * Makes the views anew: after any call of a guest its memory may have grown, which leaves them with the length 0.
 * @param {Context} cx
 */
export function refresh(cx) {
  cx.bytes = new Uint8Array(/** @type {ArrayBuffer} */ (cx.memory.buffer));
  cx.view = new DataView(cx.bytes.buffer);
}

/**
 * @param {Context} cx
 * @param {number} old
 * @param {number} oldSize
 * @param {number} align
 * @param {number} size
 */
export function realloc(cx, old, oldSize, align, size) {
  if (size > 0xffffffff) trap('realloc of more than 2^32-1 bytes');
  cx.instance.mayLeave = false;
  let ptr;
  try {
    ptr = cx.realloc(old, oldSize, align, size) >>> 0;
  } catch (e) {
    throw new Trap(trapText(e) ?? String(e), { cause: e });
  }
  cx.instance.mayLeave = true;
  cx.bytes.length || refresh(cx);
  return ptr;
}

/**
 * @param {Context} cx
 * @param {number} ptr
 * @param {number} align
 * @param {number} size
 */
export function checkRealloc(cx, ptr, align, size) {
  if (ptr & (align - 1)) trap('realloc return: result not aligned');
  if (ptr + size > cx.bytes.length) trap('realloc return: beyond end of memory');
  return ptr;
}

/**
 * @param {Context} cx
 * @param {number} align
 * @param {number} size
 */
export function alloc(cx, align, size) {
  return checkRealloc(cx, realloc(cx, 0, 0, align, size), align, size);
}

/**
 * Checks where a value lies in memory.
 * @param {Context} cx
 * @param {number} ptr
 * @param {number} align
 * @param {number} size
 */
export function checkPointer(cx, ptr, align, size) {
  ptr >>>= 0;
  if (ptr & (align - 1)) trap('unaligned pointer: return pointer not aligned');
  if (ptr + size > cx.bytes.length) trap('pointer out of bounds of memory');
  return ptr;
}

/**
 * Checks where the elements of a list lie in memory.
 * @param {Context} cx
 * @param {number} ptr
 * @param {number} length
 * @param {number} align
 * @param {number} size of one element
 */
export function checkList(cx, ptr, length, align, size) {
  if (ptr & (align - 1)) trap('unaligned pointer: list pointer is not aligned');
  size *= length;
  if (size > 0xfffffff || ptr + size > cx.bytes.length) trap('list pointer/length out of bounds of memory');
}
